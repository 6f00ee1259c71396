/** What a film's status is called. */
import type { Video } from '../api/client';

export const STATES: Record<Video['status'], { label: string; title: string }> = {
  uploading: { label: 'Uploading', title: 'The upload is not complete yet' },
  processing: { label: 'Being checked', title: 'The file is being looked at' },
  transcoding: { label: 'Being prepared', title: 'The film is being prepared' },
  ready: { label: 'Ready', title: 'Ready' },
  failed: { label: 'Failed', title: 'This film could not be prepared' },
};

export const VISIBILITIES: Record<Video['visibility'], { label: string; hint: string }> = {
  private: { label: 'Private', hint: 'Only you can watch it.' },
  unlisted: { label: 'Unlisted', hint: 'Whoever has the link can watch it.' },
  public: { label: 'Public', hint: 'Everybody finds it in the catalogue.' },
};

export const MATURITIES: Record<Video['maturity'], string> = {
  all: 'For everybody',
  '7+': 'From 7 years',
  '13+': 'From 13 years',
  '16+': 'From 16 years',
  '18+': 'For adults',
};
