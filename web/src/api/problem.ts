/** What went wrong, in the API's words: `{error: {code, message, details: {fields, …}}, requestId}`. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fields: Readonly<Record<string, string>> = {},
    readonly requestId = '',
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }

  static of(status: number, body: unknown): Problem {
    const said = body as Partial<Body> | undefined;
    const error = said?.error;
    if (!error?.code) return new Problem(status, 'unknown', sorry(status));
    const message = error.message || sorry(status);
    return new Problem(status, error.code, message, byField(error), said?.requestId, error.details);
  }
}

interface Details extends Record<string, unknown> {
  fields?: { path: string; message: string }[];
}

interface Body {
  error: { code: string; message: string; details?: Details };
  requestId: string;
}

export const OFFLINE = new Problem(0, 'offline', 'Triptych cannot be reached. Check your connection and try again.');

/** The first message of each field; `rules.0.url` is a path, too. */
function byField(error: Body['error']): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const { path, message } of error.details?.fields ?? []) fields[path] ??= message;
  return fields;
}

function sorry(status: number): string {
  if (status === 429) return 'That was a lot at once. Wait a moment and try again.';
  if (status >= 500) return 'Something went wrong on our side. Try again in a moment.';
  return 'That did not work.';
}

/** For showing: any error as a Problem. */
export function problem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  console.error(error);
  return new Problem(0, 'unexpected', 'Something unexpected happened. Reload the page and try again.');
}

/** What is to be said beside the form as a whole: all that no field of it says. */
export function beside(found: Problem | null, shown: readonly string[]): string {
  if (!found) return '';
  const elsewhere = Object.entries(found.fields).filter(([path]) => !shown.includes(path));
  if (Object.keys(found.fields).length && !elsewhere.length) return '';
  return elsewhere.map(([, message]) => message).join(' ') || found.message;
}
