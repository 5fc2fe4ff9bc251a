import type { Compute, ExperimentDefinition, ExperimentEntry, ExperimentView } from '../lib/experiment.ts';
import { definition as ablations } from './ablations/definition.ts';
import { definition as atPublishedSize } from './at-published-size/definition.ts';
import { definition as attentionEntropy } from './attention-entropy/definition.ts';
import { definition as copyTask } from './copy-task/definition.ts';
import { definition as crossover } from './crossover/definition.ts';
import { definition as delayedRecall } from './delayed-recall/definition.ts';
import { definition as eigenvalues } from './eigenvalues/definition.ts';
import { definition as gradientCheck } from './gradient-check/definition.ts';
import { definition as inverseDrift } from './inverse-drift/definition.ts';
import { definition as jacobianNorm } from './jacobian-norm/definition.ts';
import { definition as kernelLadder } from './kernel-ladder/definition.ts';
import { definition as linearScaling } from './linear-scaling/definition.ts';
import { definition as listOpsFull } from './listops-full/definition.ts';
import { definition as listOpsThreeLevels } from './listops-three-levels/definition.ts';
import { definition as lraOverall } from './lra-overall/definition.ts';
import { definition as lraPerTask } from './lra-per-task/definition.ts';
import { definition as memoryCapacity } from './memory-capacity/definition.ts';
import { definition as optimalityGap } from './optimality-gap/definition.ts';
import { definition as mqarCapacity } from './mqar-capacity/definition.ts';
import { definition as mqarLength } from './mqar-length/definition.ts';
import { definition as mqarPublished } from './mqar-published/definition.ts';
import { definition as mqarPublishedGated } from './mqar-published-gated/definition.ts';
import { definition as mqarPublishedPairs } from './mqar-published-pairs/definition.ts';
import { definition as mqarPublishedState } from './mqar-published-state/definition.ts';
import { definition as mqarPublishedConvolution } from './mqar-published-convolution/definition.ts';
import { definition as mqarPublishedLength } from './mqar-published-length/definition.ts';
import { definition as mqarPublished512 } from './mqar-published-512/definition.ts';
import { definition as copyPublished } from './copy-published/definition.ts';
import { definition as delayedPublished } from './delayed-published/definition.ts';
import { definition as pathfinderStaged } from './pathfinder-staged/definition.ts';
import { definition as penaltyEvolution } from './penalty-evolution/definition.ts';
import { definition as penaltyGating } from './penalty-gating/definition.ts';
import { definition as recurrenceExplorer } from './recurrence-explorer/definition.ts';
import { definition as roofline } from './roofline/definition.ts';
import { definition as shiftedRecall } from './shifted-recall/definition.ts';
import { definition as stateNorms } from './state-norms/definition.ts';
import { definition as stateTracking } from './state-tracking/definition.ts';
import { definition as stepEigenvalues } from './step-eigenvalues/definition.ts';
import { definition as survival } from './survival/definition.ts';
import { definition as tenMillion } from './ten-million/definition.ts';
import { definition as text1000 } from './text-1000/definition.ts';
import { definition as text512 } from './text-512/definition.ts';
import { definition as textBeginnings } from './text-beginnings/definition.ts';

/** Every experiment by its id. Importing this brings the definitions only; kernels and charts come when asked for. */
export const experiments: Readonly<Record<string, ExperimentEntry>> = Object.fromEntries(
  [
    entry({
      definition: penaltyEvolution,
      compute: () => import('./penalty-evolution/compute.ts'),
      view: () => import('./penalty-evolution/view.ts'),
    }),
    entry({
      definition: eigenvalues,
      compute: () => import('./eigenvalues/compute.ts'),
      view: () => import('./eigenvalues/view.ts'),
    }),
    entry({
      definition: tenMillion,
      compute: () => import('./ten-million/compute.ts'),
      view: () => import('./ten-million/view.ts'),
    }),
    entry({
      definition: ablations,
      compute: () => import('./ablations/compute.ts'),
      view: () => import('./ablations/view.ts'),
    }),
    entry({
      definition: stateNorms,
      compute: () => import('./state-norms/compute.ts'),
      view: () => import('./state-norms/view.ts'),
    }),
    entry({
      definition: jacobianNorm,
      compute: () => import('./jacobian-norm/compute.ts'),
      view: () => import('./jacobian-norm/view.ts'),
    }),
    entry({
      definition: inverseDrift,
      compute: () => import('./inverse-drift/compute.ts'),
      view: () => import('./inverse-drift/view.ts'),
    }),
    entry({
      definition: memoryCapacity,
      compute: () => import('./memory-capacity/compute.ts'),
      view: () => import('./memory-capacity/view.ts'),
    }),
    entry({
      definition: survival,
      compute: () => import('./survival/compute.ts'),
      view: () => import('./survival/view.ts'),
    }),
    entry({
      definition: penaltyGating,
      compute: () => import('./penalty-gating/compute.ts'),
      view: () => import('./penalty-gating/view.ts'),
    }),
    entry({
      definition: attentionEntropy,
      compute: () => import('./attention-entropy/compute.ts'),
      view: () => import('./attention-entropy/view.ts'),
    }),
    entry({
      definition: optimalityGap,
      compute: () => import('./optimality-gap/compute.ts'),
      view: () => import('./optimality-gap/view.ts'),
    }),
    entry({
      definition: gradientCheck,
      compute: () => import('./gradient-check/compute.ts'),
      view: () => import('./gradient-check/view.ts'),
    }),
    entry({
      definition: recurrenceExplorer,
      compute: () => import('./recurrence-explorer/compute.ts'),
      view: () => import('./recurrence-explorer/view.ts'),
    }),
    entry({
      definition: listOpsFull,
      compute: () => import('./listops-full/compute.ts'),
      view: () => import('./listops-full/view.ts'),
    }),
    entry({
      definition: mqarCapacity,
      compute: () => import('./mqar-capacity/compute.ts'),
      view: () => import('./mqar-capacity/view.ts'),
    }),
    entry({
      definition: mqarLength,
      compute: () => import('./mqar-length/compute.ts'),
      view: () => import('./mqar-length/view.ts'),
    }),
    entry({
      definition: mqarPublished,
      compute: () => import('./mqar-published/compute.ts'),
      view: () => import('./mqar-published/view.ts'),
    }),
    entry({
      definition: mqarPublishedGated,
      compute: () => import('./mqar-published-gated/compute.ts'),
      view: () => import('./mqar-published-gated/view.ts'),
    }),
    entry({
      definition: mqarPublishedPairs,
      compute: () => import('./mqar-published-pairs/compute.ts'),
      view: () => import('./mqar-published-pairs/view.ts'),
    }),
    entry({
      definition: mqarPublishedState,
      compute: () => import('./mqar-published-state/compute.ts'),
      view: () => import('./mqar-published-state/view.ts'),
    }),
    entry({
      definition: mqarPublishedConvolution,
      compute: () => import('./mqar-published-convolution/compute.ts'),
      view: () => import('./mqar-published-convolution/view.ts'),
    }),
    entry({
      definition: mqarPublishedLength,
      compute: () => import('./mqar-published-length/compute.ts'),
      view: () => import('./mqar-published-length/view.ts'),
    }),
    entry({
      definition: mqarPublished512,
      compute: () => import('./mqar-published-512/compute.ts'),
      view: () => import('./mqar-published-512/view.ts'),
    }),
    entry({
      definition: copyPublished,
      compute: () => import('./copy-published/compute.ts'),
      view: () => import('./copy-published/view.ts'),
    }),
    entry({
      definition: delayedPublished,
      compute: () => import('./delayed-published/compute.ts'),
      view: () => import('./delayed-published/view.ts'),
    }),
    entry({
      definition: copyTask,
      compute: () => import('./copy-task/compute.ts'),
      view: () => import('./copy-task/view.ts'),
    }),
    entry({
      definition: delayedRecall,
      compute: () => import('./delayed-recall/compute.ts'),
      view: () => import('./delayed-recall/view.ts'),
    }),
    entry({
      definition: shiftedRecall,
      compute: () => import('./shifted-recall/compute.ts'),
      view: () => import('./shifted-recall/view.ts'),
    }),
    entry({
      definition: lraOverall,
      compute: () => import('./lra-overall/compute.ts'),
      view: () => import('./lra-overall/view.ts'),
    }),
    entry({
      definition: listOpsThreeLevels,
      compute: () => import('./listops-three-levels/compute.ts'),
      view: () => import('./listops-three-levels/view.ts'),
    }),
    entry({
      definition: pathfinderStaged,
      compute: () => import('./pathfinder-staged/compute.ts'),
      view: () => import('./pathfinder-staged/view.ts'),
    }),
    entry({
      definition: textBeginnings,
      compute: () => import('./text-beginnings/compute.ts'),
      view: () => import('./text-beginnings/view.ts'),
    }),
    entry({
      definition: text512,
      compute: () => import('./text-512/compute.ts'),
      view: () => import('./text-512/view.ts'),
    }),
    entry({
      definition: text1000,
      compute: () => import('./text-1000/compute.ts'),
      view: () => import('./text-1000/view.ts'),
    }),
    entry({
      definition: lraPerTask,
      compute: () => import('./lra-per-task/compute.ts'),
      view: () => import('./lra-per-task/view.ts'),
    }),
    entry({
      definition: stateTracking,
      compute: () => import('./state-tracking/compute.ts'),
      view: () => import('./state-tracking/view.ts'),
    }),
    entry({
      definition: stepEigenvalues,
      compute: () => import('./step-eigenvalues/compute.ts'),
      view: () => import('./step-eigenvalues/view.ts'),
    }),
    entry({
      definition: linearScaling,
      compute: () => import('./linear-scaling/compute.ts'),
      view: () => import('./linear-scaling/view.ts'),
    }),
    entry({
      definition: crossover,
      compute: () => import('./crossover/compute.ts'),
      view: () => import('./crossover/view.ts'),
    }),
    entry({
      definition: atPublishedSize,
      compute: () => import('./at-published-size/compute.ts'),
      view: () => import('./at-published-size/view.ts'),
    }),
    entry({
      definition: kernelLadder,
      compute: () => import('./kernel-ladder/compute.ts'),
      view: () => import('./kernel-ladder/view.ts'),
    }),
    entry({
      definition: roofline,
      compute: () => import('./roofline/compute.ts'),
      view: () => import('./roofline/view.ts'),
    }),
  ].map((one) => [one.definition.id, one]),
);

interface Parts<Config extends object, Data, View extends object> {
  readonly definition: ExperimentDefinition<Config, View>;
  readonly compute: () => Promise<{ readonly compute: Compute<Config, Data> }>;
  readonly view: () => Promise<{ readonly view: ExperimentView<Data, View> }>;
}

/** Checks that the parts of one experiment fit each other, then forgets their types: the registry holds many kinds. */
function entry<Config extends object, Data, View extends object>(parts: Parts<Config, Data, View>): ExperimentEntry {
  return {
    definition: parts.definition as unknown as ExperimentDefinition,
    loadCompute: async () => (await parts.compute()).compute as unknown as Compute<object, unknown>,
    loadView: async () => (await parts.view()).view as unknown as ExperimentView<unknown, object>,
  };
}
