/** The QR code of a link as files to see and to keep. */
import { api, ask } from '../api/client';

export const KINDS = ['png', 'svg'] as const;
export type Kind = (typeof KINDS)[number];

const SCALE = 12; // pixels per module

interface Told {
  got: (kind: Kind, url: string) => void;
  failed: (error: unknown) => void;
}

/**
 * Tells an address within this page for each kind: the API wants a token with it, which neither an
 * `<img>` nor a link can bring. Returns what gives the addresses back, whether they came yet or not.
 */
export function files(code: string, { got, failed }: Told): () => void {
  const made: string[] = [];
  let over = false;
  for (const kind of KINDS) {
    fetched(code, kind)
      .then((file) => {
        if (over) return;
        const url = URL.createObjectURL(file);
        made.push(url);
        got(kind, url);
      })
      .catch((error: unknown) => over || failed(error));
  }
  return () => {
    over = true;
    made.forEach((url) => URL.revokeObjectURL(url));
  };
}

async function fetched(code: string, kind: Kind): Promise<Blob> {
  const wanted = { params: { path: { code }, query: { scale: SCALE } }, parseAs: 'blob' as const };
  const file = await ask(
    kind === 'png' ? api.GET('/api/urls/{code}/qr.png', wanted) : api.GET('/api/urls/{code}/qr.svg', wanted),
  );
  return file as unknown as Blob;
}
