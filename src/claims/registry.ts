import type { Claim } from './claim.ts';
import { claim as ablations } from './ledger/ablations.ts';
import { claim as boundedState } from './ledger/bounded-state.ts';
import { claim as coefficientGuarantee } from './ledger/coefficient-guarantee.ts';
import { claim as conditionNumber } from './ledger/condition-number.ts';
import { claim as copySpeed } from './ledger/copy-speed.ts';
import { claim as crossover } from './ledger/crossover.ts';
import { claim as delayedRecall } from './ledger/delayed-recall.ts';
import { claim as eigenvalues } from './ledger/eigenvalues.ts';
import { claim as exactRecall10k } from './ledger/exact-recall-10k.ts';
import { claim as float32Required } from './ledger/float32-required.ts';
import { claim as fusedSpeedup } from './ledger/fused-speedup.ts';
import { claim as jacobianNorm } from './ledger/jacobian-norm.ts';
import { claim as lambdaGating } from './ledger/lambda-gating.ts';
import { claim as linearTime } from './ledger/linear-time.ts';
import { claim as lraOverall } from './ledger/lra-overall.ts';
import { claim as lraPathx } from './ledger/lra-pathx.ts';
import { claim as mqarBoundary } from './ledger/mqar-boundary.ts';
import { claim as mqarCapacity } from './ledger/mqar-capacity.ts';
import { claim as mqarLength } from './ledger/mqar-length.ts';
import { claim as mqarRecall } from './ledger/mqar-recall.ts';
import { claim as optimalCoefficients } from './ledger/optimal-coefficients.ts';
import { claim as parity } from './ledger/parity.ts';
import { claim as penaltyEvolution } from './ledger/penalty-evolution.ts';
import { claim as periodicNudge } from './ledger/periodic-nudge.ts';
import { claim as reasoningDominance } from './ledger/reasoning-dominance.ts';
import { claim as settleIt } from './ledger/settle-it.ts';
import { claim as singleHead } from './ledger/single-head.ts';
import { claim as stateNormRatio } from './ledger/state-norm-ratio.ts';
import { claim as unityEigenvalues10m } from './ledger/unity-eigenvalues-10m.ts';

/** Every published claim, in the order of the page: stability, the penalty, recall, long range, speed, numerics, theory. */
export const claims: readonly Claim[] = [
  jacobianNorm,
  boundedState,
  stateNormRatio,
  settleIt,
  conditionNumber,
  eigenvalues,
  unityEigenvalues10m,
  penaltyEvolution,
  lambdaGating,
  ablations,
  mqarRecall,
  mqarBoundary,
  mqarCapacity,
  mqarLength,
  copySpeed,
  delayedRecall,
  parity,
  exactRecall10k,
  lraOverall,
  lraPathx,
  reasoningDominance,
  linearTime,
  fusedSpeedup,
  crossover,
  float32Required,
  periodicNudge,
  singleHead,
  optimalCoefficients,
  coefficientGuarantee,
];
