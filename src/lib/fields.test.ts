import { describe, expect, test } from 'vitest';
import { draftOf, readFields, seedControl, type AnyControl } from './fields.ts';

const steps: AnyControl = { key: 'steps', label: 'Steps', kind: 'integer', min: 1, max: 100 };
const lambda: AnyControl = { key: 'lambda', label: 'λ', kind: 'number', min: 0.001, max: 10 };
const keys: AnyControl = {
  key: 'keys',
  label: 'Keys',
  kind: 'choice',
  choices: [
    { value: 'a', label: 'A' },
    { value: 'b', label: 'B' },
  ],
};
const nudge: AnyControl = { key: 'nudge', label: 'Nudge', kind: 'boolean' };
const all = [steps, lambda, keys, nudge];

describe('readFields', () => {
  test('a draft of values reads back as the same values', () => {
    const values = { steps: 7, lambda: 0.25, keys: 'b', nudge: true };
    expect(readFields(all, draftOf(all, values))).toEqual({ values, problems: {} });
  });

  test.each([
    [steps, '', 'Enter a whole number from 1 to 100.'],
    [steps, 'seven', 'Enter a whole number from 1 to 100.'],
    [steps, '7.5', '7.5 is not whole'],
    [steps, '101', '101 is out of range'],
    [steps, 'Infinity', 'Enter a whole number'],
    [lambda, '0', '0 is out of range: enter a number from 0.001 to 10.'],
    [lambda, 'NaN', 'Enter a number'],
    [keys, 'c', 'Choose one of A, B.'],
    [seedControl, '-1', 'out of range'],
  ])('%o with "%s" is a problem', (control, typed, message) => {
    const { values, problems } = readFields([control], { [control.key]: typed });
    expect(values).toEqual({});
    expect(problems[control.key]).toContain(message);
  });

  test.each([
    [steps, '1', 1],
    [steps, '100', 100],
    [steps, ' 1e1 ', 10],
    [lambda, '0.001', 0.001],
    [seedControl, '4294967295', 4294967295],
  ])('%o accepts "%s"', (control, typed, value) => {
    expect(readFields([control], { [control.key]: typed })).toEqual({ values: { [control.key]: value }, problems: {} });
  });
});
