import type { Verdict } from './claim.ts';

/** A verdict as a sentence begins with it. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  reproduced: 'Reproduced',
  partly: 'Partly reproduced',
  'not reproduced': 'Not reproduced',
  'not tested yet': 'Not tested yet',
};
