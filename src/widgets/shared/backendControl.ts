import type { AnyControl } from '../../lib/fields.ts';

/** Where a run computes. */
export const backendControl: AnyControl = {
  key: 'backend',
  label: 'Compute on',
  kind: 'choice',
  choices: [
    { value: 'auto', label: 'Graphics device, else CPU' },
    { value: 'cpu', label: 'CPU' },
  ],
};
