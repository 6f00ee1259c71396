/** What keys do in the player; others are the page's. */
export type Act =
  | { do: 'toggle' | 'mute' | 'fullscreen' | 'captions' }
  | { do: 'seek'; by: number }
  | { do: 'jump'; part: number }
  | { do: 'volume'; by: number };

export function act(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): Act | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  switch (event.key) {
    case ' ':
    case 'k':
      return { do: 'toggle' };
    case 'ArrowLeft':
      return { do: 'seek', by: -5 };
    case 'ArrowRight':
      return { do: 'seek', by: 5 };
    case 'j':
      return { do: 'seek', by: -10 };
    case 'l':
      return { do: 'seek', by: 10 };
    case 'ArrowUp':
      return { do: 'volume', by: 0.05 };
    case 'ArrowDown':
      return { do: 'volume', by: -0.05 };
    case 'm':
      return { do: 'mute' };
    case 'f':
      return { do: 'fullscreen' };
    case 'c':
      return { do: 'captions' };
    default:
      return /^[0-9]$/.test(event.key) ? { do: 'jump', part: Number(event.key) / 10 } : null;
  }
}

/** Whether a key means something to the control it is pressed on. */
export function own(target: Element, key: string): boolean {
  if (target.closest('.volume, select')) return true;
  return target.closest('button') !== null && key === ' ';
}
