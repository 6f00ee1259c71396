/** What an upload asks the API. Every question is dropped when it is stopped. */
import { api, ask, once, type Video } from '../../api/client';
import { Problem } from '../../api/problem';
import { typeOf } from './file';
import { said, type CaptionFile, type FilmForm } from './form';
import type { Here } from './sending';

const PAGE = 100;
const of = (videoId: string) => ({ path: { videoId } });

export async function announce(file: File, form: FilmForm, captions: readonly CaptionFile[]): Promise<Video> {
  const tracks = captions.map(({ language }) => ({ language, label: language }));
  const body = { ...said(form), size: file.size, contentType: typeOf(file), captions: tracks };
  return (await ask(api.POST('/api/videos', { params: { header: once() }, body }))).video;
}

/** What arrived; nothing where all of it did and was put together. */
export async function there(videoId: string, signal: AbortSignal): Promise<Here | null> {
  if ((await look(videoId, signal)).status !== 'uploading') return null;
  const page = (cursor?: string) =>
    ask(
      api.GET('/api/videos/{videoId}/upload/parts', {
        params: { ...of(videoId), query: { limit: PAGE, cursor } },
        signal,
      }),
    );
  let here = await page();
  const items = [...here.items];
  while (here.nextCursor) {
    here = await page(here.nextCursor);
    items.push(...here.items);
  }
  return { ...here, items };
}

/** Addresses of these parts, and of all caption files. */
export const sign = (videoId: string, partNumbers: number[], signal: AbortSignal) =>
  ask(api.POST('/api/videos/{videoId}/upload/parts', { params: of(videoId), body: { partNumbers }, signal }));

/** `withoutCaptions` are languages whose files will not come. */
export const complete = (videoId: string, withoutCaptions: string[], signal: AbortSignal) =>
  ask(api.POST('/api/videos/{videoId}/upload', { params: of(videoId), body: { action: 'complete', withoutCaptions }, signal }));

export const look = (videoId: string, signal: AbortSignal): Promise<Video> =>
  ask(api.GET('/api/videos/{videoId}', { params: of(videoId), signal }));

/** Twice is as good as once. */
export async function discard(videoId: string): Promise<void> {
  await ask(api.DELETE('/api/videos/{videoId}', { params: of(videoId) })).catch((error: unknown) => {
    if (!(error instanceof Problem && error.status === 404)) throw error; // gone before
  });
}
