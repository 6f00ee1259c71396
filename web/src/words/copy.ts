import { toasts } from '../shell/toasts.svelte';

export async function copy(text: string, said = 'Copied.'): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toasts.say(said);
  } catch {
    toasts.complain('The browser did not allow copying.');
  }
}
