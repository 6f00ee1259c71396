/** Who is signed in, in this tab. */
import { api, ask, identify, type Me } from '../api/client';
import { Problem } from '../api/problem';
import * as cognito from './cognito';
import { Keeping } from './keeping';

const EARLY = 60_000; // ms before its end at which a token is renewed

class Session {
  state = $state<'starting' | 'out' | 'in'>('starting');
  me = $state<Me | null>(null);
  #tokens: cognito.Tokens | null = null;
  #renewing: Promise<cognito.Tokens> | null = null;
  #keeping = new Keeping(sessionStorage, localStorage);

  constructor() {
    identify({ token: () => this.token(), refused: () => this.#refused() });
  }

  /** Takes up where the last page of this tab left off. */
  async start(): Promise<void> {
    const refresh = this.#keeping.find();
    if (!refresh) {
      this.state = 'out';
      return;
    }
    try {
      this.#tokens = await cognito.refreshed(refresh);
      await this.#welcome();
    } catch (error) {
      // Without a network nothing is known of the token: it stays for the next attempt.
      if (error instanceof Problem && error.status >= 400 && error.status < 500) this.#keeping.forget();
      this.#leave();
    }
  }

  async signIn(name: string, password: string, onDevice: boolean, secondFactor: () => Promise<string>) {
    const { signIn } = await import('./srp');
    this.#tokens = await signIn(name, password, secondFactor);
    this.#keeping.keep(this.#tokens.refresh, onDevice);
    await this.#welcome();
  }

  async signOut(): Promise<void> {
    const refresh = this.#tokens?.refresh;
    this.#keeping.forget();
    this.#leave();
    if (refresh) await cognito.revoke(refresh).catch(() => undefined); // gone from here in any case
  }

  async signOutEverywhere(): Promise<void> {
    const token = await this.token();
    if (token) await cognito.signOutEverywhere(token);
    this.#keeping.forget();
    this.#leave();
  }

  async token(): Promise<string | null> {
    if (!this.#tokens) return null;
    if (this.#tokens.expiresAt - EARLY > Date.now()) return this.#tokens.access;
    // Several requests at once ask for one renewal.
    this.#renewing ??= cognito.refreshed(this.#tokens.refresh).finally(() => (this.#renewing = null));
    try {
      this.#tokens = await this.#renewing;
      this.#keeping.keep(this.#tokens.refresh, this.#keeping.onDevice);
    } catch (error) {
      if (error instanceof Problem && error.status === 0) throw error;
      this.#refused();
      return null;
    }
    return this.#tokens?.access ?? null;
  }

  async #welcome(): Promise<void> {
    this.me = await ask(api.GET('/api/me'));
    this.state = 'in';
  }

  #refused(): void {
    this.#keeping.forget();
    this.#leave();
  }

  #leave(): void {
    this.#tokens = null;
    this.me = null;
    this.state = 'out';
  }
}

export const session = new Session();
