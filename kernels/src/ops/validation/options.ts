import { checkKeys, choiceOption, describe, numberOption } from '../../arguments.ts';
import { ArgumentError } from '../../errors.ts';
import { checkSignal } from '../../runtime/abort.ts';
import { checkSession } from '../../runtime/sessionCheck.ts';

export { checkKeys, choiceOption, describe, flagOption, numberOption } from '../../arguments.ts';

/** Largest finite float32. State and devices compute in float32, so nothing larger can enter. */
export const FLOAT32_MAX = 3.4028234663852886e38;

/** Options that every operator takes; see RunOptions. */
export const RUN_OPTION_NAMES = ['session', 'form', 'chunkLength', 'segments', 'signal', 'onProgress'];
const FORMS = ['auto', 'recurrent', 'chunk', 'parallel', 'full'];

export const isNonNegative = (value: number): boolean => value >= 0 && value <= FLOAT32_MAX;
export const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/** Options that say which tokens there are. Whoever knows what to do with them takes them out before the others are checked. */
export const PADDING_OPTION_NAMES = ['lengths', 'padding'];

/** Checks the run options, and that nothing but them and the operator's own options is there. */
export function checkOptions(value: unknown, own: readonly string[]): void {
  checkKeys('options', value, [...own, ...RUN_OPTION_NAMES, ...PADDING_OPTION_NAMES]);
  const left = PADDING_OPTION_NAMES.find((name) => Object.hasOwn(value, name));
  if (left !== undefined)
    throw new ArgumentError(
      `options.${left}`,
      'is an option of calls of operators and layers; here sequences are whole',
    );
  const options = value as Record<string, unknown>;
  checkSession(options.session);
  checkSignal(options.signal);
  choiceOption({ name: 'form', value: options.form, fallback: 'auto', choices: FORMS });
  for (const name of ['chunkLength', 'segments']) {
    if (options[name] === undefined) continue;
    const accept = (count: number): boolean => Number.isSafeInteger(count) && count >= 1;
    numberOption({ name, value: options[name], expected: 'an integer of at least 1', accept });
  }
  if (options.onProgress !== undefined && typeof options.onProgress !== 'function') {
    throw new ArgumentError('onProgress', `was ${describe(options.onProgress)}; expected a function`);
  }
}

/** [2,3,4] as "[2, 3, 4]". */
export function formatShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

/** Position of element `offset` in a row-major tensor, one index per axis. */
export function indexAt(shape: readonly number[], offset: number): number[] {
  const index: number[] = new Array(shape.length);
  let rest = offset;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis] = rest % shape[axis];
    rest = Math.floor(rest / shape[axis]);
  }
  return index;
}
