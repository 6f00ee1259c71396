/** `abr` as hls.js asks for it. Measuring, and giving up a segment that comes too slowly, are its own
 * controller's; the choice is ours. Loaded with the player.
 */
import Hls, { AbrController } from 'hls.js';

import { next, type Rendition } from './abr';

/** What of hls.js the choice is made of. */
export type Watched = Pick<
  Hls,
  'levels' | 'bandwidthEstimate' | 'maxAutoLevel' | 'mainForwardBufferInfo' | 'loadLevel' | 'latestLevelDetails'
>;

const SEGMENT = 10; // seconds, where a playlist has not said yet

export function chosen(hls: Watched, started: boolean): number {
  const renditions: Rendition[] = hls.levels.map(({ bitrate, height }) => ({ bitrate, height }));
  if (!renditions.length) return -1;
  const level = next(renditions, {
    current: started ? hls.loadLevel : null,
    buffer: hls.mainForwardBufferInfo?.len ?? 0,
    bandwidth: hls.bandwidthEstimate,
    segment: hls.latestLevelDetails?.levelTargetDuration ?? SEGMENT,
  });
  return Math.min(level, hls.maxAutoLevel);
}

export class TriptychAbr extends AbrController {
  override get nextAutoLevel(): number {
    if (this.forcedAutoLevel >= 0) return this.forcedAutoLevel;
    const level = chosen(this.hls, this.hls.loadLevel >= 0 && this.hls.mainForwardBufferInfo !== null);
    return level < 0 ? super.nextAutoLevel : level;
  }

  override set nextAutoLevel(level: number) {
    super.nextAutoLevel = level;
  }
}
