import { linear } from '../../layers/source/weights.ts';
import { matrixSizes } from '../../layers/source/types.ts';
import { blocksOf, checkSizes } from './blocks.ts';
import type { SourceModel } from './types.ts';

/** The model of the Long Range Arena scripts: a head over the vocabulary, and one over classes on the mean over time. */
export const lraModel: SourceModel = {
  name: 'LRAModel',
  options: ['dModel', 'layers', 'ff', 'vocabulary', 'length', 'classes', 'attention', 'lambda0', 'rank'],
  recognises: (names) => names.has('token_embedding.weight') && names.has('layers.0.ln1.weight'),
  plan(tensors, options) {
    const { modelDim, vocabulary, transformer, ...plan } = blocksOf(
      tensors,
      {
        ...{ tokens: 'token_embedding', positions: 'position_embedding', blocks: 'layers' },
        ...{ inner: 'ffn.0', outer: 'ffn.3' },
        attention: { vla: 'VLALayer', deltanet: 'DeltaNetLayer', linear_transformer: 'LinearTransformerLayer' },
      },
      options,
    );
    const classes = Object.hasOwn(tensors, 'cls_head.weight') ? matrixSizes(tensors, 'cls_head.weight')[0] : 0;
    checkSizes(options, { classes });
    return {
      ...plan,
      transformer: { ...transformer, tiedHead: false, headBias: true },
      weights: [...plan.weights, ...linear('head', 'head', [vocabulary, modelDim])],
      classHead: classes === 0 ? [] : linear('classHead', 'cls_head', [classes, modelDim]),
    };
  },
};
