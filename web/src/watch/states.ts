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
  all: 'All ages',
  '7+': '7 and older',
  '13+': '13 and older',
  '16+': '16 and older',
  '18+': 'Adults only',
};
