import { describe, expect, test } from 'vitest';

import { chosen, type Watched } from './abr-controller';
import { act } from './keys';
import { clock, frameAt, storyboard } from './vtt';

const BOARD = `WEBVTT

00:00:00.000 --> 00:00:10.000
board-1.jpg#xywh=0,0,160,90

NOTE nothing to show

01:00:10.000 --> 01:00:20.500
board-1.jpg#xywh=160,0,160,90
`;

describe('a storyboard', () => {
  const frames = storyboard(BOARD, 'https://host/t/x/videos/1/board.vtt');

  test('is frames with the address beside its own', () => {
    expect(frames).toHaveLength(2);
    expect(frames[0]).toEqual({ from: 0, to: 10, url: 'https://host/t/x/videos/1/board-1.jpg', x: 0, y: 0, width: 160, height: 90 });
    expect(frames[1]).toMatchObject({ from: 3610, to: 3620.5, x: 160 });
  });

  test('shows the frame of a second, and the last one after the end', () => {
    expect(frameAt(frames, 5)).toBe(frames[0]);
    expect(frameAt(frames, 9_999)).toBe(frames[1]);
    expect(frameAt([], 1)).toBeNull();
  });

  test('that is none has no frames', () => {
    expect(storyboard('<!doctype html>', 'https://host/')).toEqual([]);
  });
});

test('times are read as people write them', () => {
  expect([clock(0), clock(65.9), clock(3_723), clock(Number.NaN)]).toEqual(['0:00', '1:05', '1:02:03', '0:00']);
});

test('keys steer the player, those with Control the browser', () => {
  const press = (key: string, ctrlKey = false) => act({ key, ctrlKey, metaKey: false, altKey: false });
  expect(press(' ')).toEqual({ do: 'toggle' });
  expect(press('ArrowLeft')).toEqual({ do: 'seek', by: -5 });
  expect(press('7')).toEqual({ do: 'jump', part: 0.7 });
  expect(press('f', true)).toBeNull();
  expect(press('q')).toBeNull();
});

describe('the controller of hls.js', () => {
  const hls = (with_: Partial<Watched>): Watched =>
    ({
      levels: [
        { bitrate: 400_000, height: 240 },
        { bitrate: 2_500_000, height: 720 },
      ],
      bandwidthEstimate: 9_000_000,
      maxAutoLevel: 1,
      mainForwardBufferInfo: { len: 20 },
      loadLevel: 0,
      latestLevelDetails: { levelTargetDuration: 10 },
      ...with_,
    }) as Watched;

  test('chooses by the rule', () => {
    expect(chosen(hls({}), false)).toBe(1);
    expect(chosen(hls({ mainForwardBufferInfo: { len: 12 } as Watched['mainForwardBufferInfo'] }), true)).toBe(0);
    expect(chosen(hls({}), true)).toBe(1);
  });

  test('goes no higher than the player may', () => {
    expect(chosen(hls({ maxAutoLevel: 0 }), true)).toBe(0);
  });

  test('leaves it to the library before there is a ladder', () => {
    expect(chosen(hls({ levels: [] }), false)).toBe(-1);
  });
});
