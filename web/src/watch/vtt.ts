/** Storyboards: a WebVTT file whose cues name a part of a picture (`sprite.jpg#xywh=0,0,160,90`). */
export interface Frame {
  from: number;
  to: number;
  url: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

const CUE = /^(?:(\d+):)?(\d{2}):(\d{2})[.,](\d{3})\s+-->\s+(?:(\d+):)?(\d{2}):(\d{2})[.,](\d{3})/;

/** `base` is the file's own address; cues that say nothing to show are left out. */
export function storyboard(vtt: string, base: string): Frame[] {
  const frames: Frame[] = [];
  for (const block of vtt.replace(/\r/g, '').split(/\n{2,}/)) {
    const lines = block.split('\n');
    const at = lines.findIndex((line) => CUE.test(line));
    const times = CUE.exec(lines[at] ?? '');
    const target = lines[at + 1]?.trim();
    if (!times || !target) continue;
    const [path = '', fragment = ''] = target.split('#');
    const box = /xywh=(\d+),(\d+),(\d+),(\d+)/.exec(fragment)?.slice(1).map(Number);
    if (!box) continue;
    const [x = 0, y = 0, width = 0, height = 0] = box;
    frames.push({ from: seconds(times, 1), to: seconds(times, 5), url: new URL(path, base).href, x, y, width, height });
  }
  return frames;
}

function seconds(match: RegExpExecArray, at: number): number {
  const [hours, minutes, whole, thousandths] = [0, 1, 2, 3].map((offset) => Number(match[at + offset] ?? 0));
  return (hours ?? 0) * 3600 + (minutes ?? 0) * 60 + (whole ?? 0) + (thousandths ?? 0) / 1000;
}

export function frameAt(frames: readonly Frame[], second: number): Frame | null {
  return frames.find(({ from, to }) => second >= from && second < to) ?? frames.at(-1) ?? null;
}

/** 1:02:03, or 2:03 where there are no hours. */
export function clock(total: number): string {
  if (!Number.isFinite(total)) return '0:00';
  const [hours, minutes, rest] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, Math.floor(total) % 60];
  const two = (n: number) => String(n).padStart(2, '0');
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
