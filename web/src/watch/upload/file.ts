/** A film's file: what it is, and how it is known again after a reload. */
const TYPES: Record<string, string> = {
  mp4: 'video/mp4',
  m4v: 'video/x-m4v',
  mov: 'video/quicktime',
  webm: 'video/webm',
  mkv: 'video/x-matroska',
  avi: 'video/x-msvideo',
  mpg: 'video/mpeg',
  mpeg: 'video/mpeg',
  ts: 'video/mp2t',
  '3gp': 'video/3gpp',
  wmv: 'video/x-ms-wmv',
};

export const ACCEPTED = ['video/*', ...Object.keys(TYPES).map((ending) => `.${ending}`)].join(',');

type Named = Pick<File, 'name' | 'size' | 'lastModified' | 'type'>;

const ending = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';

/** By its ending first: browsers know few of these, and call `.ts` a program. */
export const typeOf = ({ name, type }: Named): string => TYPES[ending(name)] ?? (type || 'application/octet-stream');

/** What is certainly wrong with a file before a byte of it is sent. The service has the last word. */
export function fileTrouble(file: Named): string {
  if (!typeOf(file).startsWith('video/')) return `${file.name} is no film. Choose a video file, such as MP4 or MOV.`;
  return file.size ? '' : `${file.name} is empty.`;
}

/** "holiday_2026-11.mov" as a title to begin with. */
export const titleOf = (name: string): string =>
  name
    .replace(/\.[^.]+$/, '')
    .replace(/[_]+/g, ' ')
    .trim()
    .slice(0, 200);

/** The same for the same file of the same person, also after a reload. */
export const fingerprint = (owner: string, { name, size, lastModified }: Named): string =>
  [owner, name, size, lastModified].join('|');
