/** A picture on its way: announced, posted to its bucket by a signed form, drawn again there. */
import { api, ask, once, type MediaState } from '../api/client';
import { OFFLINE, Problem } from '../api/problem';

export const TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'];
export const MOST_PICTURES = 4;
const LOOK_EVERY = 700; // ms
const LOOKS = 90;

export interface Steps {
  announce: (file: File, altText: string) => Promise<{ id: string; upload: { url: string; fields: Record<string, string> } }>;
  post: (url: string, form: FormData, progress: (part: number) => void) => Promise<void>;
  look: (id: string) => Promise<MediaState>;
  wait: (ms: number) => Promise<void>;
}

const REAL: Steps = {
  announce: (file, altText) =>
    ask(
      api.POST('/api/media', {
        params: { header: once() },
        body: { contentType: file.type, size: file.size, altText },
      }),
    ),
  post,
  look: (mediaId) => ask(api.GET('/api/media/{mediaId}', { params: { path: { mediaId } } })),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};

/** The media, ready to be named in a tweet. `progress` is told parts of 1. */
export async function upload(
  file: File,
  altText: string,
  progress: (part: number) => void = () => undefined,
  steps: Steps = REAL,
): Promise<MediaState> {
  if (!TYPES.includes(file.type)) {
    throw new Problem(422, 'type', 'Pictures can be JPEG, PNG, WebP or GIF files.');
  }
  const { id, upload: to } = await steps.announce(file, altText);
  const form = new FormData();
  for (const [name, value] of Object.entries(to.fields)) form.append(name, value);
  form.append('file', file); // S3 reads no field after it
  await steps.post(to.url, form, progress);
  for (let looks = 0; looks < LOOKS; looks++) {
    const media = await steps.look(id);
    if (media.status === 'ready') return media;
    if (media.status === 'failed') throw new Problem(422, 'media', media.reason ?? 'The picture could not be read.');
    await steps.wait(LOOK_EVERY);
  }
  throw new Problem(504, 'slow', 'The picture takes too long. Try again.');
}

/** By XMLHttpRequest: `fetch` tells nothing of how far an upload is. */
function post(url: string, form: FormData, progress: (part: number) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
    request.onload = () =>
      request.status < 300
        ? resolve()
        : reject(new Problem(request.status, 'upload', 'The picture was not accepted. Try again.'));
    request.onerror = () => reject(OFFLINE);
    request.send(form);
  });
}
