/** Why a film does not play, and what to do about it. */
import type { Problem } from '../api/problem';

export interface Refusal {
  title: string;
  text: string;
  /** Where it is mended; without one, trying again may do. */
  go?: { to: string; label: string };
  again?: boolean;
}

const WAYS: Record<string, Omit<Refusal, 'text'> & { text?: string }> = {
  subscription_required: {
    title: 'Films need a plan',
    text: 'Your plan does not include films. Choose Standard for up to 1080p, or Premium for 4K.',
    go: { to: '/account', label: 'Choose a plan' },
  },
  too_many_streams: {
    title: 'Your account is playing elsewhere',
    text: 'As many films are playing as your plan allows. Stop one on another device, or wait a minute after closing it.',
    again: true,
  },
  maturity_exceeded: {
    title: 'Not for this profile',
    text: 'This film is rated above what the profile may see. Switch to another profile to watch it.',
    go: { to: '/watch/profiles', label: 'Switch the profile' },
  },
  profile_locked: {
    title: 'This profile is locked',
    text: 'Unlock it with its PIN, or choose another profile.',
    go: { to: '/watch/profiles', label: 'Choose who is watching' },
  },
  profile_not_found: {
    title: 'Who is watching?',
    text: 'The profile you had chosen is gone. Choose another one.',
    go: { to: '/watch/profiles', label: 'Choose who is watching' },
  },
  video_not_ready: {
    title: 'Not ready yet',
    text: 'This film is still being prepared. It plays here as soon as it is.',
    again: true,
  },
  video_not_found: {
    title: 'There is no such film',
    text: 'It may have been deleted, or its owner keeps it private.',
    go: { to: '/watch', label: 'Other films' },
  },
};

export function refusal(problem: Problem): Refusal {
  const known = WAYS[problem.code];
  return known
    ? { ...known, text: known.text ?? problem.message }
    : { title: 'This film does not play', text: problem.message, again: true };
}
