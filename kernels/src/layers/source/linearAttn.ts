import { linearLayer } from './linear.ts';
import { NOTEBOOK_NAMES } from './projections.ts';

export const linearAttn = linearLayer('LinearAttn', NOTEBOOK_NAMES, ['heads']);
