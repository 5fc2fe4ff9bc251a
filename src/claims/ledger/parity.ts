import { formatNumber } from '../../lib/format.ts';
import type { Measured } from '../claim.ts';
import { measured, notReproduced, partly, reproduced, type Claim } from '../claim.ts';

/** Shares of right answers; guessing has a half. */
const holds = 0.95;
const fails = 0.6;

export const claim: Claim = {
  id: 'parity',
  title: 'Parity needs a negative eigenvalue, which VLA does not have',
  quote:
    'Prediction to test: parity beyond the trained length: DeltaNet with β ∈ (0,2) ≈ 100 %, the four existing mixers ≈ 50 %.',
  source: 'prediction',
  place:
    'from the eigenvalues of a step; after Grazzi et al. 2024 (arXiv 2411.12537), table 3, whose accuracies are scaled so that guessing has 0',
  published: [
    { label: 'DeltaNet, eigenvalues in [−1, 1]', value: 1 },
    { label: 'DeltaNet, eigenvalues in [0, 1]', value: 0.017 },
    { label: 'Mamba, eigenvalues in [−1, 1]', value: 1 },
    { label: 'Mamba, eigenvalues in [0, 1]', value: 0 },
    { label: 'Transformer', value: 0.022 },
  ],
  test: measured({
    measures: {
      wide: 'state-tracking.deltanetWideParityFar',
      vla: 'state-tracking.vlaParityFar',
      deltanet: 'state-tracking.deltanetParityFar',
      linear: 'state-tracking.linearParityFar',
      softmax: 'state-tracking.softmaxParityFar',
      wideWithin: 'state-tracking.deltanetWideParityWithin',
      vlaWithin: 'state-tracking.vlaParityWithin',
    },
    written: 'before',
    rule:
      'Trained on up to 40 tokens, asked after 193 to 256, mean of three seeds. Reproduced where DeltaNet with write strengths below 2 answers at least ' +
      `${100 * holds} % and each of VLA, DeltaNet with strengths below 1, linear and softmax attention at most ${100 * fails} %; partly where that DeltaNet is at ` +
      'least 20 points ahead of each of them; else not reproduced.',
    judge({ wide, wideWithin, vlaWithin, ...others }) {
      const percent = ({ value }: Measured): string => `${formatNumber(100 * value, 3)} %`;
      const most = Math.max(...Object.values(others).map(({ value }) => value));
      const said =
        `After 193 to 256 tokens DeltaNet with strengths below 2 answers ${percent(wide)} (${percent(wideWithin)} up to 40), VLA ` +
        `${percent(others.vla)} (${percent(vlaWithin)}), DeltaNet with strengths below 1 ${percent(others.deltanet)}, linear attention ` +
        `${percent(others.linear)} and softmax attention ${percent(others.softmax)}`;
      if (wide.value >= holds && most <= fails) return reproduced(`${said}.`);
      if (wide.value >= most + 0.2) return partly(`${said}.`);
      return notReproduced(`${said}.`);
    },
    limits:
      'Models of two layers of width 32, trained for at most 1,500 updates of 16 sequences. That a mixer could not hold follows from its eigenvalues, ' +
      'and not from a run; a run shows what training finds.',
  }),
};
