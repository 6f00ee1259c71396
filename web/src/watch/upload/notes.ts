/** Which file became which video, for as long as its upload is not complete. */
export interface Note {
  fingerprint: string;
  owner: string;
  videoId: string;
  name: string;
  size: number;
  title: string;
  /** Languages of caption files that have not arrived; a reload loses the files. */
  captions?: string[];
}

type Shelf = Pick<Storage, 'getItem' | 'setItem'>;
const KEY = 'triptych.uploads';
const MOST = 20;

export class Notes {
  constructor(private readonly shelf: Shelf) {}

  of(owner: string): Note[] {
    return this.#all().filter((note) => note.owner === owner);
  }

  find(fingerprint: string): Note | null {
    return this.#all().find((note) => note.fingerprint === fingerprint) ?? null;
  }

  keep(note: Note): void {
    this.#save([note, ...this.#all().filter(({ fingerprint }) => fingerprint !== note.fingerprint)].slice(0, MOST));
  }

  arrived(videoId: string, language: string): void {
    const rest = (note: Note) => ({ ...note, captions: note.captions?.filter((other) => other !== language) });
    this.#save(this.#all().map((note) => (note.videoId === videoId ? rest(note) : note)));
  }

  drop(videoId: string): void {
    this.#save(this.#all().filter((note) => note.videoId !== videoId));
  }

  #all(): Note[] {
    try {
      const found: unknown = JSON.parse(this.shelf.getItem(KEY) ?? '[]');
      return Array.isArray(found) ? (found as Note[]) : [];
    } catch {
      return []; // somebody else wrote there
    }
  }

  #save(notes: Note[]): void {
    this.shelf.setItem(KEY, JSON.stringify(notes));
  }
}
