/** What is said about a film, and what it is as a request. */
import type { Video } from '../../api/client';

export interface FilmForm {
  title: string;
  description: string;
  genres: string;
  cast: string;
  released: string;
  maturity: Video['maturity'] | '';
  visibility: Video['visibility'];
}

export interface CaptionFile {
  language: string;
  file: File;
}

export const BLANK: FilmForm = {
  title: '',
  description: '',
  genres: '',
  cast: '',
  released: '',
  maturity: '',
  visibility: 'public',
};

/** Fields as the API names them; what it says of others is said beside the form. */
export const FIELDS = ['title', 'description', 'genres', 'cast', 'releaseDate', 'maturity', 'visibility'] as const;

export const GENRES = [
  'Action',
  'Animation',
  'Comedy',
  'Crime',
  'Documentary',
  'Drama',
  'Family',
  'Fantasy',
  'Horror',
  'Kids',
  'Music',
  'Romance',
  'Science Fiction',
  'Thriller',
];

export const list = (typed: string): string[] => [
  ...new Set(
    typed
      .split(',')
      .map((word) => word.trim())
      .filter(Boolean),
  ),
];

/** With one more of them, or without it where it is there. */
export function toggled(typed: string, word: string): string {
  const words = list(typed);
  return (words.includes(word) ? words.filter((other) => other !== word) : [...words, word]).join(', ');
}

export function said(form: FilmForm) {
  return {
    title: form.title.trim(),
    description: form.description.trim(),
    genres: list(form.genres),
    cast: list(form.cast),
    releaseDate: form.released || null,
    maturity: form.maturity || ('18+' as const),
    visibility: form.visibility,
  };
}

export function formOf(video: Video): FilmForm {
  return {
    title: video.title,
    description: video.description,
    genres: video.genres.join(', '),
    cast: video.cast.join(', '),
    released: video.releaseDate ?? '',
    maturity: video.maturity,
    visibility: video.visibility,
  };
}

export const captionTrouble = (captions: readonly CaptionFile[]): string => {
  const languages = captions.map(({ language }) => language.trim().toLowerCase());
  if (languages.some((tag) => !/^[a-z]{2,3}(-[a-z0-9]{2,8})*$/.test(tag))) {
    return 'Say the language of each file by its code: en, de, pt-BR.';
  }
  return new Set(languages).size < languages.length ? 'There is one file for each language.' : '';
};
