/**
 * A small transformer with VLA or a baseline as its mixer: to be trained, stored, and decoded with a streaming state.
 *
 * @module @vla/kernels/model
 */
export { WeightNamesError } from './source/names.ts';
export type { NameProblems } from './source/names.ts';
export { answerCount, mixerNames, transformerConfig } from './config.ts';
export type { MixerName, TransformerConfig, TransformerOptions } from './config.ts';
export { greedyDecode } from './decode.ts';
export type { GreedyDecoding } from './decode.ts';
export { assignParameters, configOf, loadTransformer, readParameters, saveTransformer } from './files.ts';
export type { Parameter } from './parts.ts';
export type { RowSelection } from './rows.ts';
export { decodeSafetensors, encodeSafetensors } from './safetensors.ts';
export type { PassedOver, TensorFile } from './safetensors.ts';
export { loadSafetensors } from './source/load.ts';
export type { LoadedSource, SourceOutput } from './source/load.ts';
export { sourceKeyMap } from './source/keyMap.ts';
export { fittingClasses, readSource, sourceClasses, sourceOptions } from './source/recognise.ts';
export type { ReadSource, SourceCall, SourceClass, SourceFile } from './source/recognise.ts';
export { saveSource } from './source/save.ts';
export type { SourceTensors, SourceWeight } from '../layers/source/weights.ts';
export type { SourceSizes } from '../layers/source/types.ts';
export type { SourceModelOptions, SourcePlan } from './source/types.ts';
export type { SourceModelName } from './source/forms.ts';
export type { SourceLayerName } from '../layers/source/index.ts';
export { weightCount } from './size.ts';
export { VLATransformer } from './transformer.ts';
export type { ParameterCounts, TransformerParts } from './transformer.ts';
export type { TransformerState } from './state.ts';
