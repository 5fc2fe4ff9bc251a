import { linear } from '../../layers/source/weights.ts';
import { matrixSizes } from '../../layers/source/types.ts';
import { blocksOf, checkSizes } from './blocks.ts';
import type { BlockNames } from './blocks.ts';
import { modelForms } from './forms.ts';
import type { SourceWeight } from '../../layers/source/weights.ts';
import type { SourceModel } from './types.ts';

export const lraNames: BlockNames = {
  ...{ tokens: 'token_embedding', positions: 'position_embedding', blocks: 'layers' },
  ...{ inner: 'ffn.0', outer: 'ffn.3' },
  form: modelForms.LRAModel,
};

/** The model of the Long Range Arena scripts: a head over the vocabulary, and one over classes on the mean over time. */
export const lraModel: SourceModel = {
  name: 'LRAModel',
  options: ['dModel', 'layers', 'ff', 'vocabulary', 'length', 'classes', 'attention', 'lambda0', 'rank'],
  recognises: (names) => names.has('token_embedding.weight') && names.has('layers.0.ln1.weight'),
  plan(tensors, options) {
    const { modelDim, vocabulary, ...plan } = blocksOf(tensors, lraNames, options);
    const classes = Object.hasOwn(tensors, 'cls_head.weight') ? matrixSizes(tensors, 'cls_head.weight')[0] : 0;
    checkSizes(options, { classes });
    return {
      ...plan,
      weights: [...plan.weights, ...headWeights({ vocabulary, modelDim })],
      classHead: classes === 0 ? [] : linear('classHead', 'cls_head', [classes, modelDim]),
    };
  },
};

/** The head over the vocabulary. */
export const headWeights = (sizes: { readonly vocabulary: number; readonly modelDim: number }): SourceWeight[] =>
  linear('head', 'head', [sizes.vocabulary, sizes.modelDim]);
