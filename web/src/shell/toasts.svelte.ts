/** Short messages that pass by; screen readers hear them, too. */
export interface Toast {
  id: number;
  text: string;
  bad: boolean;
  action?: { label: string; act: () => void };
}

const STAYS = 5_000;
const STAYS_WITH_ACTION = 8_000;

class Toasts {
  shown = $state<Toast[]>([]);
  #next = 0;

  say(text: string, action?: Toast['action']): void {
    this.#show({ id: this.#next++, text, bad: false, action });
  }

  complain(text: string): void {
    this.#show({ id: this.#next++, text, bad: true });
  }

  dismiss(id: number): void {
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }

  #show(toast: Toast): void {
    this.shown = [...this.shown.filter((other) => other.text !== toast.text), toast].slice(-3);
    setTimeout(() => this.dismiss(toast.id), toast.action ? STAYS_WITH_ACTION : STAYS);
  }
}

export const toasts = new Toasts();
