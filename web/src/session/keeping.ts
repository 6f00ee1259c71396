/** What survives a reload: the refresh token alone, in this tab, or on this device if asked to.
 *
 * Access tokens never leave memory. A refresh token in storage can be read by a script on this
 * page, which is why the edge's policy lets none in that is not ours; the alternative, a password
 * at every reload, makes people choose short ones. It can be revoked, and signing out does.
 */
const KEY = 'triptych.session';

export interface Shelf {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export class Keeping {
  constructor(
    private readonly tab: Shelf,
    private readonly device: Shelf,
  ) {}

  find(): string | null {
    return this.tab.getItem(KEY) ?? this.device.getItem(KEY);
  }

  get onDevice(): boolean {
    return this.device.getItem(KEY) !== null;
  }

  keep(refresh: string, onDevice: boolean): void {
    this.forget();
    (onDevice ? this.device : this.tab).setItem(KEY, refresh);
  }

  forget(): void {
    this.tab.removeItem(KEY);
    this.device.removeItem(KEY);
  }
}
