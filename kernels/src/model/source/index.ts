import type { SourceModelName } from './forms.ts';
import { lraModel } from './lraModel.ts';
import { tinyLm } from './tinyLm.ts';
import type { SourceModel } from './types.ts';

/** Every model of the source, by its name there. */
export const sourceModels = { TinyLM: tinyLm, LRAModel: lraModel } as const satisfies Readonly<
  Record<SourceModelName, SourceModel>
>;
