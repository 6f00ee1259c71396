import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { Line, PATIENCE, PING } from './line';

/** A socket as browsers have it, and whoever is at its other end. */
class FakeSocket {
  readyState: number = WebSocket.CONNECTING;
  sent: string[] = [];
  closed = 0;
  onopen = () => undefined as void;
  onmessage = (_event: { data: unknown }) => undefined as void;
  onclose = () => undefined as void;

  send(text: string): void {
    this.sent.push(text);
  }

  /** A line that was cut reports its end minutes later, or never. */
  close(): void {
    this.closed += 1;
    this.readyState = WebSocket.CLOSING;
  }

  opens(): void {
    this.readyState = WebSocket.OPEN;
    this.onopen();
  }
}

function line(open = true) {
  const socket = new FakeSocket();
  const heard = { opened: vi.fn(), said: vi.fn(), ended: vi.fn() };
  const made = new Line(socket as unknown as WebSocket, heard);
  if (open) socket.opens();
  return { socket, heard, line: made };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a line that answers lives on', () => {
  const { socket, heard } = line();
  for (let pings = 1; pings <= 30; pings++) {
    vi.advanceTimersByTime(PING);
    expect(socket.sent.length).toBe(pings);
    socket.onmessage({ data: '{"type": "pong"}' });
  }
  expect([socket.closed, heard.ended.mock.calls.length]).toEqual([0, 0]);
});

test('any hint is an answer, too', () => {
  const { socket, heard } = line();
  vi.advanceTimersByTime(PING);
  socket.onmessage({ data: '{"type": "tweets"}' });
  vi.advanceTimersByTime(PATIENCE);
  expect([heard.said.mock.calls, heard.ended.mock.calls.length]).toEqual([[['{"type": "tweets"}']], 0]);
});

test('a line that was cut without a word is given up after one unanswered question', () => {
  const { socket, heard } = line();
  vi.advanceTimersByTime(PING + PATIENCE - 1);
  expect(heard.ended).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect([socket.closed, heard.ended.mock.calls.length]).toEqual([1, 1]);
  socket.onclose(); // the browser notices, too
  vi.advanceTimersByTime(10 * PING);
  expect([heard.ended.mock.calls.length, socket.sent.length]).toEqual([1, 1]);
});

test('asked out of turn, it waits no longer than once', () => {
  const { line: asked, heard } = line();
  asked.ask();
  vi.advanceTimersByTime(PATIENCE - 1);
  asked.ask();
  vi.advanceTimersByTime(1);
  expect(heard.ended).toHaveBeenCalledOnce();
});

test('what comes after it was given up is not heard', () => {
  const { socket, heard, line: asked } = line();
  asked.ask();
  vi.advanceTimersByTime(PATIENCE);
  socket.onmessage({ data: '{"type": "tweets"}' });
  expect(heard.said).not.toHaveBeenCalled();
});

test('hung up while it opens, it is closed when it is open, and says nothing', () => {
  const { socket, heard, line: left } = line(false);
  left.ask();
  left.hangUp();
  expect([socket.sent, socket.closed]).toEqual([[], 0]);
  socket.opens();
  expect([socket.closed, heard.opened.mock.calls.length]).toEqual([1, 0]);
  socket.onclose();
  expect(heard.ended).not.toHaveBeenCalled();
});
