import { sizedDefinition } from '../published-size/definition.ts';
import { shape } from './shape.ts';

export const definition = sizedDefinition(shape, {
  id: 'mqar-published-gated',
  title: 'Recall at the published size: gates, and the published classes',
  caption:
    'Share of right answers after 16 pairs for the class that the published comparison calls DeltaNet, whose memory is gated row by row, for the gated delta rule, for the published class of VLA, and for VLA whose heads take their directions from their own keys alone, trained like the others; mean and standard deviation over three seeds. Dots: the published values.',
  alternative:
    'Line charts of accuracy at 16 pairs, and of accuracy against the step of the training, for the two published classes, the gated delta rule and VLA with directions of each head.',
});
