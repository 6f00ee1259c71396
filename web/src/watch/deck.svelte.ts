/** What plays a film in a `<video>`: hls.js with our rule of qualities. Loaded with the player. */
import Hls, { ErrorTypes, Events } from 'hls.js';

import type { Quality } from '../api/client';
import { TriptychAbr } from './abr-controller';
import type { Playing } from './playing';
import { captions, rung, type Choice } from './qualities';

const AHEAD = 30; // seconds, of any bitrate
const ATTEMPTS = 4;
const PAUSE = 1_000; // ms before the first attempt after an error, doubled with each

export class Deck {
  /** The best first. */
  qualities = $state<Choice[]>([]);
  /** -1 is automatic. */
  chosen = $state(-1);
  shown = $state<Quality>('240p');
  tracks = $state<Choice[]>([]);
  track = $state(-1);
  trouble = $state('');
  #hls: Hls | null = null;
  #rungs: Quality[] = [];
  #attempts = 0;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly playing: Playing,
  ) {
    if (Hls.isSupported()) this.#begin();
    else this.#native(playing.resumeAt);
  }

  choose(index: number): void {
    this.chosen = index;
    if (this.#hls) this.#hls.nextLevel = index;
  }

  caption(index: number): void {
    this.track = index;
    if (this.#hls) this.#hls.subtitleTrack = index;
  }

  /** After an error that did not mend itself. */
  again(): void {
    this.trouble = '';
    this.#attempts = 0;
    if (this.#hls) this.#hls.startLoad(this.video.currentTime);
    else this.#native(this.video.currentTime);
  }

  destroy(): void {
    clearTimeout(this.#again);
    this.#hls?.destroy();
    this.video.onerror = null;
  }

  #begin(): void {
    const { playing } = this;
    const hls = new Hls({
      abrController: TriptychAbr,
      startPosition: playing.resumeAt || -1,
      maxBufferLength: AHEAD,
      maxMaxBufferLength: AHEAD, // or a film of few bits is fetched whole, watched or not
      capLevelToPlayerSize: true,
      renderTextTracksNatively: true,
      // Every file is asked for under the token of now, whichever its playlist came with.
      xhrSetup: async (request, url) => request.open('GET', await playing.good(url), true),
    });
    this.#hls = hls;
    hls.on(Events.MANIFEST_PARSED, () => {
      this.#rungs = hls.levels.map(({ uri, width, height }) => rung(uri, width, height));
      this.qualities = this.#rungs.map((name, index) => ({ index, name })).reverse();
      this.shown = this.#rungs[Math.max(0, hls.startLevel)] ?? '240p';
    });
    hls.on(Events.LEVEL_SWITCHED, (_event, { level }) => (this.shown = this.#rungs[level] ?? this.shown));
    hls.on(Events.SUBTITLE_TRACKS_UPDATED, (_event, { subtitleTracks }) => (this.tracks = captions(subtitleTracks)));
    hls.on(Events.SUBTITLE_TRACK_SWITCH, (_event, { id }) => (this.track = id));
    hls.on(Events.FRAG_BUFFERED, () => (this.#attempts = 0));
    hls.on(Events.ERROR, (_event, { fatal, type }) => fatal && this.#failed(hls, type));
    hls.subtitleDisplay = true;
    hls.loadSource(playing.manifestUrl);
    hls.attachMedia(this.video);
  }

  #failed(hls: Hls, type: ErrorTypes): void {
    if (this.#attempts >= ATTEMPTS) {
      this.trouble = 'The film cannot be loaded right now. Check your connection.';
      return;
    }
    const wait = PAUSE * 2 ** this.#attempts++;
    clearTimeout(this.#again);
    this.#again = setTimeout(() => {
      if (type === ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
      else if (hls.levels.length) hls.startLoad(this.video.currentTime);
      else hls.loadSource(this.playing.manifestUrl);
    }, wait);
  }

  /** Old Safari on a phone plays it by itself, under one token; after that it is handed the next. */
  #native(from: number): void {
    const { video } = this;
    void this.playing.good(this.playing.manifestUrl).then((url) => {
      video.src = url;
      video.currentTime = from;
    });
    video.onerror = () => {
      if (this.#attempts++ < ATTEMPTS) this.#native(video.currentTime);
      else this.trouble = 'The film cannot be loaded right now. Check your connection.';
    };
    video.onplaying = () => (this.#attempts = 0);
  }
}
