/** What the stage's deployment wrote into `/app/config.json`: the same build runs everywhere. */
export interface Config {
  stage: string;
  region: string;
  userPoolId: string;
  clientId: string;
  cognitoUrl: string;
}

let known: Promise<Config> | undefined;

export function config(): Promise<Config> {
  known ??= read().catch((error: unknown) => {
    known = undefined; // the next one asks again
    throw error;
  });
  return known;
}

async function read(): Promise<Config> {
  const answer = await fetch('/app/config.json', { cache: 'no-cache' });
  if (!answer.ok) throw new Error(`config.json answered ${answer.status}`);
  return (await answer.json()) as Config;
}
