/** Which viewing profile watches in this tab: its id, or the pass that its PIN gave. */
const KEY = 'triptych.viewer';

/** Nothing: the account's first profile. */
export const viewer = (): string | undefined => sessionStorage.getItem(KEY) ?? undefined;

/** What all requests about films say of who is looking. */
export const looking = (): { profileId?: string } => {
  const profileId = viewer();
  return profileId ? { profileId } : {};
};
