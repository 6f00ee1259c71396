/** All pages. Each is loaded when it is first opened; a panel is a folder and its lines here. */
import type { Route } from './router.svelte';

const page = (
  panel: Route['panel'],
  path: string,
  title: string,
  load: Route['load'],
  inside = true,
): Route => ({ path, title, panel, inside, load });

export const ROUTES: readonly Route[] = [
  page('feed', '/', 'Welcome', () => import('../session/Welcome.svelte'), false),
  page('account', '/sign-in', 'Sign in', () => import('../session/SignIn.svelte'), false),
  page('account', '/sign-up', 'Create an account', () => import('../session/SignUp.svelte'), false),
  page('account', '/confirm', 'Confirm your e-mail', () => import('../session/Confirm.svelte'), false),
  page('account', '/reset', 'Reset your password', () => import('../session/Reset.svelte'), false),

  page('links', '/links', 'Links', () => import('../links/Links.svelte')),
  page('links', '/links/:code', 'Statistics', () => import('../links/Statistics.svelte')),

  page('feed', '/feed', 'Home', () => import('../feed/Home.svelte')),
  page('feed', '/notifications', 'Notifications', () => import('../feed/Notifications.svelte')),
  page('feed', '/search', 'Search', () => import('../feed/Search.svelte')),
  page('feed', '/bookmarks', 'Bookmarks', () => import('../feed/Bookmarks.svelte')),
  page('feed', '/tweet/:id', 'Thread', () => import('../feed/Thread.svelte')),
  page('feed', '/people/:name', 'Profile', () => import('../feed/Profile.svelte')),
  page('feed', '/people/:name/:list', 'People', () => import('../feed/People.svelte')),

  page('watch', '/watch', 'Watch', () => import('../watch/Rows.svelte')),
  page('watch', '/watch/browse', 'Browse films', () => import('../watch/Browse.svelte')),
  page('watch', '/watch/search', 'Search films', () => import('../watch/FindFilms.svelte')),
  page('watch', '/watch/list', 'My list', () => import('../watch/Watchlist.svelte')),
  page('watch', '/watch/history', 'History', () => import('../watch/History.svelte')),
  page('watch', '/watch/profiles', 'Who is watching?', () => import('../watch/Profiles.svelte')),
  page('watch', '/watch/upload', 'Upload', () => import('../watch/upload/Upload.svelte')),
  page('watch', '/watch/films', 'My films', () => import('../watch/films/Films.svelte')),
  page('watch', '/watch/films/:id/analytics', 'How a film does', () => import('../watch/films/Figures.svelte')),
  page('watch', '/watch/:id', 'Watch', () => import('../watch/Watch.svelte')), // after all other words

  page('account', '/account', 'Account', () => import('../account/Account.svelte')),
];

/** What the bar leads to. */
export const PANELS = [
  { to: '/links', label: 'Links', panel: 'links' },
  { to: '/feed', label: 'Feed', panel: 'feed' },
  { to: '/watch', label: 'Watch', panel: 'watch' },
] as const;
