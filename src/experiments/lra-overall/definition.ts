import { ladderDefinition } from '../listops-ladder/definition.ts';

export const definition = ladderDefinition({
  id: 'lra-overall',
  title: 'ListOps, small: four mixers against what simple rules reach',
  caption:
    'Share of right answers to short ListOps expressions after the same number of updates: a dot for each seed, a bar at their mean. ' +
    'Dashed: rules that read less than the expression, on the same expressions. Curves: accuracy on other expressions during ' +
    'training, mean and standard deviation. Hollow dots: values published for the full length, a dot for each seed.',
  alternative:
    'Six panels. Three show accuracy on rungs A, B and C of ListOps for VLA, DeltaNet, linear attention and softmax attention as dots, with ' +
    'dashed lines where simple rules are; two show accuracy against the training step on rungs A and B; one shows the ' +
    'published accuracies of each seed after 3 or 6 updates.',
});
