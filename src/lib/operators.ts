import type { Form } from '@vla/kernels';
import { operatorLabels, type OperatorName } from '@vla/kernels/labels';
import { capitalized } from './format.ts';
import type { SeriesName, SeriesStyle, Theme } from './palette.ts';
import { seriesStyle } from './palette.ts';

export type { OperatorName };
export type FormName = Form;

/** One operator in one of its forms. */
export interface Variant {
  readonly operator: OperatorName;
  readonly form: FormName;
}

/** Where it is clear that operators are meant: linear, softmax. */
export function shortLabel(operator: OperatorName): string {
  return operatorLabels[operator].replace(' attention', '');
}

export const formLabels: Readonly<Record<FormName, string>> = {
  recurrent: 'recurrent',
  chunk: 'chunked',
  parallel: 'time-parallel',
  full: 'tiled',
};

export function variantLabel({ operator, form }: Variant): string {
  return `${shortLabel(operator)}, ${formLabels[form]}`;
}

/** For the names of quantities, where words begin with capitals. */
export function operatorKey<Name extends string>(operator: Name): Name | 'deltaNet' {
  return operator === 'deltanet' ? 'deltaNet' : operator;
}

/** For the names of quantities: vlaParallel, deltaNetChunk, softmaxFull. */
export function variantKey({ operator, form }: Variant): string {
  return `${operatorKey(operator)}${capitalized(form)}`;
}

const dashes: Readonly<Record<FormName, string | undefined>> = {
  recurrent: '2 3',
  chunk: '8 4',
  parallel: undefined,
  full: undefined,
};

/** The operator's colour, and a dash that tells its forms apart. */
export function variantStyle({ operator, form }: Variant, theme: Theme): SeriesStyle {
  return { color: seriesStyle(operator satisfies SeriesName, theme).color, dash: dashes[form] };
}
