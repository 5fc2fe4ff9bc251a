import { linearLayer } from './linear.ts';
import { MODULE_NAMES } from './projections.ts';

export const linearTransformerLayer = linearLayer('LinearTransformerLayer', MODULE_NAMES, ['dHead']);
