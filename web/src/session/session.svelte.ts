/** Who is signed in, in this tab. */
import { api, ask, identify, type Me } from '../api/client';
import { Problem } from '../api/problem';
import * as cognito from './cognito';
import { Keeping } from './keeping';

const EARLY = 60_000; // ms before its end at which a token is renewed
const THROTTLED = ['TooManyRequestsException', 'LimitExceededException']; // Cognito's, with status 400

/** Whether a token is good no more. Without a network, throttled, or with a server that is ill nothing is known of it. */
function refuses(error: unknown): boolean {
  if (!(error instanceof Problem) || error.status === 429 || THROTTLED.includes(error.code)) return false;
  return error.status >= 400 && error.status < 500;
}

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
      if (refuses(error)) this.#keeping.forget(); // else it stays for the next attempt
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
    const old = this.#tokens;
    // Several requests at once ask for one renewal.
    this.#renewing ??= cognito.refreshed(old.refresh).finally(() => (this.#renewing = null));
    try {
      const renewed = await this.#renewing;
      if (this.#tokens === old) {
        this.#tokens = renewed; // or somebody has signed out, or in, meanwhile
        this.#keeping.keep(renewed.refresh, this.#keeping.onDevice);
      }
    } catch (error) {
      if (this.#tokens === old && refuses(error)) this.#refused();
      else if (old.expiresAt <= Date.now()) throw error; // the old one is good no more
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
