import { expect, test } from 'vitest';

import { Measuring } from './measuring';

function playing() {
  let now = 1_000;
  const measuring = new Measuring(() => now);
  return { measuring, passes: (ms: number) => (now += ms) };
}

test('the wait for the first picture is the start-up, and no stall', () => {
  const { measuring, passes } = playing();
  measuring.asked();
  passes(800);
  measuring.asked();
  measuring.shown();
  passes(5_000);
  measuring.shown();
  expect(measuring.measures).toEqual({ startupMs: 800, rebuffers: 0, stallSeconds: 0 });
});

test('where the browser waits for a touch, it begins with the touch', () => {
  const { measuring, passes } = playing();
  measuring.asked();
  passes(60_000);
  measuring.refused();
  measuring.asked();
  passes(300);
  measuring.shown();
  expect(measuring.measures.startupMs).toBe(300);
});

test('stalls are counted and timed, the one that lasts included', () => {
  const { measuring, passes } = playing();
  measuring.shown();
  measuring.stalled();
  passes(1_500);
  measuring.shown();
  passes(9_000);
  measuring.stalled();
  passes(250);
  measuring.stalled();
  expect(measuring.measures).toMatchObject({ rebuffers: 2, stallSeconds: 1.75 });
  passes(250);
  expect(measuring.measures).toMatchObject({ rebuffers: 2, stallSeconds: 2 });
});

test('a pause ends a stall: from then on it is whoever watches who waits', () => {
  const { measuring, passes } = playing();
  measuring.stalled();
  passes(2_000);
  measuring.calm();
  passes(3_600_000);
  measuring.shown();
  expect(measuring.measures).toMatchObject({ rebuffers: 1, stallSeconds: 2 });
});
