/** What goes along with a tweet that is being written: pictures, and one film. */
import type { Video } from '../api/client';
import { MOST_PICTURES, TYPES, upload } from './uploading';

export interface Picture {
  file: File;
  /** Its address in this page. */
  preview: string;
  altText: string;
  /** How much of it has been sent. */
  part: number;
}

export class Attached {
  pictures = $state<Picture[]>([]);
  film = $state.raw<Video | null>(null);

  get any(): boolean {
    return this.pictures.length > 0 || this.film !== null;
  }

  get full(): boolean {
    return this.pictures.length + (this.film ? 1 : 0) >= MOST_PICTURES;
  }

  /** Takes what it can, and says why it did not take the rest. */
  add(files: Iterable<File>): string {
    let trouble = '';
    for (const file of files) {
      if (this.full) return `A tweet takes ${MOST_PICTURES} pictures, or a film among them.`;
      if (TYPES.includes(file.type)) this.pictures.push({ file, preview: URL.createObjectURL(file), altText: '', part: 0 });
      else trouble = 'Pictures can be JPEG, PNG, WebP or GIF files.';
    }
    return trouble;
  }

  drop(picture: Picture): void {
    URL.revokeObjectURL(picture.preview);
    this.pictures = this.pictures.filter((other) => other.preview !== picture.preview);
  }

  clear(): void {
    this.pictures.forEach((picture) => this.drop(picture));
    this.film = null;
  }

  /** Sends the pictures; the ids of all there is, in its order. */
  async send(): Promise<string[]> {
    const sent = await Promise.all(
      this.pictures.map((picture) => upload(picture.file, picture.altText, (part) => (picture.part = part))),
    );
    return [...sent, ...(this.film ? [this.film] : [])].map(({ id }) => id);
  }
}
