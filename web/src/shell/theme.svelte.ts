/** Light, dark, or as the system has it. `public/theme.js` does the same before the first paint. */
const KEY = 'triptych.theme';

export type Theme = 'system' | 'light' | 'dark';
const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

class Themes {
  chosen = $state<Theme>((document.documentElement.dataset['theme'] as Theme) ?? 'system');

  choose(theme: Theme): void {
    this.chosen = theme;
    if (theme === 'system') {
      delete document.documentElement.dataset['theme'];
      localStorage.removeItem(KEY);
    } else {
      document.documentElement.dataset['theme'] = theme;
      localStorage.setItem(KEY, theme);
    }
  }

  next(): void {
    this.choose(THEMES[(THEMES.indexOf(this.chosen) + 1) % THEMES.length] ?? 'system');
  }
}

export const theme = new Themes();
