/** Value of `data-state` on a widget's root. */
export type Phase = 'recorded' | 'running' | 'done' | 'error' | 'cancelled';
