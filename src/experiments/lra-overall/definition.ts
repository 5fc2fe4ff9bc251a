import { ladderDefinition } from '../listops-ladder/definition.ts';

export const definition = ladderDefinition({
  id: 'lra-overall',
  title: 'ListOps, small: four mixers against what simple rules reach',
  caption:
    'Share of right answers to short ListOps expressions after the same number of updates: a dot for each seed, a bar at their mean. ' +
    'Dashed: rules that read less than the expression, on the same expressions. Curves: accuracy on other expressions during ' +
    'training, mean and standard deviation.',
  alternative:
    'Four panels. Two show accuracy on rungs A and B of ListOps for VLA, DeltaNet, linear attention and softmax attention as dots, with ' +
    'dashed lines where simple rules are; one shows accuracy against the training step on rung B; one the mean accuracy on rung B by the ' +
    'first operator and by the level that decides.',
});
