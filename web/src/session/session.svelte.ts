/** Who is signed in, in this tab. */
import { api, ask, identify, type Me } from '../api/client';
import { Problem } from '../api/problem';
import * as cognito from './cognito';
import { Keeping } from './keeping';

const EARLY = 60_000; // ms before its end at which a token is renewed
const FIRST_WAIT = 2_000; // ms before the first attempt where the platform was out of reach, doubled with each
const LONGEST_WAIT = 60_000;
/** Of Cognito's answers with status 400, those that say nothing of a token: throttled, or a function of the pool's failed. */
const PASSING = [
  'TooManyRequestsException',
  'LimitExceededException',
  'UnexpectedLambdaException',
  'UserLambdaValidationException',
  'InvalidLambdaResponseException',
];

/** Whether a token is good no more. Without a network, throttled, or with a server that is ill nothing is known of it. */
function refuses(error: unknown): boolean {
  if (!(error instanceof Problem) || error.status === 429 || PASSING.includes(error.code)) return false;
  return error.status >= 400 && error.status < 500;
}

class Session {
  /** `away`: signed in as far as is known, but the platform cannot be reached to go on. */
  state = $state<'starting' | 'out' | 'in' | 'away'>('starting');
  me = $state<Me | null>(null);
  /** Whether an attempt runs, while `away`. */
  trying = $state(false);
  #tokens: cognito.Tokens | null = null;
  #renewing: Promise<cognito.Tokens> | null = null;
  #keeping = new Keeping(sessionStorage, localStorage);
  #wait = FIRST_WAIT;
  #next: ReturnType<typeof setTimeout> | undefined;

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
    clearTimeout(this.#next);
    try {
      if (!this.#tokens) this.#takeUp(refresh, await cognito.refreshed(refresh)); // else an attempt came half the way
      if (this.#tokens) await this.#welcome();
    } catch (error) {
      if (refuses(error)) this.#refused();
      else if (this.#keeping.find()) this.#later(); // or somebody has signed out meanwhile
    }
  }

  /** Once more, now: the platform was out of reach. */
  async again(): Promise<void> {
    if (this.state !== 'away' || this.trying) return;
    this.trying = true;
    await this.start().finally(() => (this.trying = false));
  }

  async signIn(name: string, password: string, onDevice: boolean, secondFactor: () => Promise<string>) {
    const { signIn } = await import('./srp');
    this.#tokens = await signIn(name, password, secondFactor);
    this.#keeping.keep(this.#tokens.refresh, onDevice);
    await this.#welcome();
  }

  async signOut(): Promise<void> {
    const refresh = this.#tokens?.refresh ?? this.#keeping.find();
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
        this.#keep(renewed); // or somebody has signed out, or in, meanwhile
      }
    } catch (error) {
      if (this.#tokens === old && refuses(error)) this.#refused();
      else if (old.expiresAt <= Date.now()) throw error; // the old one is good no more
    }
    return this.#tokens?.access ?? null;
  }

  /** Unless somebody has signed out, or in, meanwhile: in this tab or in another. */
  #takeUp(refresh: string, tokens: cognito.Tokens): void {
    if (this.#tokens) return;
    if (this.#keeping.find() === refresh) this.#keep(tokens);
    else this.#leave();
  }

  #keep(tokens: cognito.Tokens): void {
    this.#tokens = tokens;
    this.#keeping.keep(tokens.refresh, this.#keeping.onDevice);
  }

  async #welcome(): Promise<void> {
    const me = await ask(api.GET('/api/me'));
    if (!this.#tokens) return; // left meanwhile
    this.me = me;
    this.state = 'in';
    this.#wait = FIRST_WAIT;
  }

  #later(): void {
    this.state = 'away';
    this.#next = setTimeout(() => void this.again(), this.#wait * (0.5 + Math.random() / 2));
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT);
  }

  #refused(): void {
    this.#keeping.forget();
    this.#leave();
  }

  #leave(): void {
    clearTimeout(this.#next);
    this.#tokens = null;
    this.me = null;
    this.state = 'out';
  }
}

export const session = new Session();
