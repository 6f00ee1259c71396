/** Who of the account is watching: remembered per account; passes of PINs live as long as the page. */
import { untrack } from 'svelte';

import { api, ask, type Viewer } from '../api/client';
import { problem, Problem } from '../api/problem';
import { session } from '../session/session.svelte';

const KEY = 'triptych.viewer.';
const MATURITIES: readonly Viewer['maturity'][] = ['all', '7+', '13+', '16+', '18+'];

interface Pass {
  ref: string;
  until: number; // ms since 1970
}

export class Profiles {
  all = $state<Viewer[]>([]);
  loaded = $state(false);
  trouble = $state<Problem | null>(null);
  #chosen = $state<string | null>(null);
  #passes = $state<Record<string, Pass>>({});
  #account = '';
  #loading: Promise<void> | null = null;

  constructor(
    private readonly account: () => string,
    private readonly list: () => Promise<Viewer[]>,
    private readonly kept: Pick<Storage, 'getItem' | 'setItem'>,
  ) {}

  /** Undefined until somebody said who is watching; where there is one profile, it is that one. */
  get current(): Viewer | undefined {
    const only = this.all.length === 1 ? this.all[0] : undefined;
    return this.all.find(({ id }) => id === this.#chosen) ?? only;
  }

  /** What the API takes as `profileId`: of a profile with a PIN the pass. */
  get id(): string | undefined {
    return this.current && this.ref(this.current);
  }

  /** Somebody is chosen and open: there is something to show. */
  get ready(): boolean {
    return this.id !== undefined;
  }

  /** How the API is told of any of them; undefined where its PIN has to be given first. */
  ref(viewer: Viewer): string | undefined {
    if (!viewer.hasPin) return viewer.id;
    const pass = this.#passes[viewer.id];
    return pass && pass.until > Date.now() ? pass.ref : undefined;
  }

  /** The pass that reaches furthest: new and changed profiles may see as much. */
  get reach(): string | undefined {
    const open = this.all.filter((each) => each.hasPin && this.ref(each));
    open.sort((a, b) => MATURITIES.indexOf(b.maturity) - MATURITIES.indexOf(a.maturity));
    return open[0] && this.ref(open[0]);
  }

  /** Once per account, and again when asked. */
  load({ again = false } = {}): Promise<void> {
    const account = this.account();
    if (account !== this.#account) this.#leave(account);
    if (this.loaded && !again) return Promise.resolve();
    this.#loading ??= this.#load().finally(() => (this.#loading = null));
    return this.#loading;
  }

  choose(viewer: Viewer): void {
    this.#chosen = viewer.id;
    this.kept.setItem(KEY + this.#account, viewer.id);
  }

  opened(viewer: Viewer, pass: Pass): void {
    this.#passes = { ...this.#passes, [viewer.id]: pass };
  }

  /** After its PIN changed, or where the API does not take the pass any more. */
  shut(id: string): void {
    const { [id]: _, ...others } = this.#passes;
    this.#passes = others;
  }

  /** The API did not take who we said is watching. */
  refused(): void {
    if (this.current) this.shut(this.current.id);
    void this.load({ again: true });
  }

  async #load(): Promise<void> {
    const account = this.#account;
    this.trouble = null;
    try {
      const all = await this.list();
      if (account !== this.#account) return;
      this.all = all;
      this.loaded = true;
    } catch (error) {
      this.trouble = problem(error);
    }
  }

  #leave(account: string): void {
    this.#account = account;
    this.#loading = null;
    this.#chosen = this.kept.getItem(KEY + account);
    this.#passes = {};
    this.all = [];
    this.loaded = false;
  }
}

export const profile = new Profiles(
  () => session.me?.id ?? '',
  async () => (await ask(api.GET('/api/profiles'))).items,
  localStorage,
);

/** `ask` for what depends on who is watching: a pass that ended asks for the PIN anew. */
export async function seen<T>(...call: Parameters<typeof ask<T>>): Promise<T> {
  try {
    return await ask<T>(...call);
  } catch (error) {
    if (error instanceof Problem && /^profile_(locked|not_found)$/.test(error.code)) profile.refused();
    throw error;
  }
}

/** Runs when somebody watches, and again when it is somebody else. For a component's beginning. */
export function whenWatching(act: () => void): void {
  $effect(() => {
    if (profile.id !== undefined) untrack(act);
  });
}

export async function unlock(viewer: Viewer, pin: string): Promise<void> {
  const of = { params: { path: { profileId: viewer.id } }, body: { pin } };
  const { profileId, expiresAt } = await ask(api.POST('/api/profiles/{profileId}/unlock', of));
  profile.opened(viewer, { ref: profileId, until: Date.parse(expiresAt) });
}
