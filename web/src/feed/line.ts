/** One WebSocket, and whether anybody is still at its other end.
 *
 * A line that is cut without a word (a laptop that slept, a network that was changed) looks open for
 * ever. Whatever is said is answered, so one that answers nothing in time is given up.
 */
export const PING = 5 * 60_000; // the gateway hangs up on ten silent minutes
export const PATIENCE = 15_000; // with a function that starts cold

export interface Listener {
  opened(): void;
  said(data: unknown): void;
  /** Once: closed by either side, or given up. */
  ended(): void;
}

export class Line {
  #ping: ReturnType<typeof setInterval> | undefined;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  constructor(
    private readonly socket: WebSocket,
    private readonly listener: Listener,
  ) {
    socket.onopen = () => {
      if (this.#over) return socket.close();
      this.#ping = setInterval(() => this.ask(), PING);
      listener.opened();
    };
    socket.onmessage = ({ data }) => {
      if (this.#over) return;
      this.#heard();
      listener.said(data);
    };
    socket.onclose = () => this.#end();
  }

  /** Whether anybody is there. Silence ends it. */
  ask(): void {
    if (this.#over || this.socket.readyState !== WebSocket.OPEN) return;
    this.socket.send('{"action": "ping"}');
    this.#patience ??= setTimeout(() => this.#end(), PATIENCE);
  }

  /** Without a word to the listener. A socket that is still opening is closed when it is open: browsers complain otherwise. */
  hangUp(): void {
    this.#over = true;
    this.#quiet();
    if (this.socket.readyState !== WebSocket.CONNECTING) this.socket.close();
  }

  #heard(): void {
    clearTimeout(this.#patience);
    this.#patience = undefined;
  }

  #quiet(): void {
    this.#heard();
    clearInterval(this.#ping);
  }

  #end(): void {
    if (this.#over) return;
    this.hangUp();
    this.listener.ended();
  }
}
