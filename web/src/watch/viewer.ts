/** What all requests about films say of who is looking; nothing is the account's first profile. */
import { profile } from './profile.svelte';

export const looking = (): { profileId?: string } => (profile.id === undefined ? {} : { profileId: profile.id });
