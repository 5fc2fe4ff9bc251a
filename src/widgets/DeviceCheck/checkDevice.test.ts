import { openSession } from '@vla/kernels';
import { operatorNames, operators, type Operator } from '@vla/kernels/operators';
import { expect, test } from 'vitest';
import { capitalized } from '../../lib/format.ts';
import { deviceCases } from './cases.ts';
import { checkDevice } from './checkDevice.ts';

test.each(operatorNames)('%s is checked in every form that it has, and with all options of its example', (name) => {
  const operator: Operator = operators[name];
  const cases = deviceCases().filter(({ title }) => title.startsWith(`${capitalized(operator.label)}, `));
  expect(new Set(cases.flatMap(({ forms }) => forms))).toEqual(new Set(operator.forms));
  const variants = operator.example.options.map(([variant]) => `${capitalized(operator.label)}, ${variant}`);
  expect(cases.map(({ title }) => title)).toEqual(variants);
});

test.each(['cpu', 'wasm'] as const)('all of them hold in float32 on the processor, on “%s”', async (backend) => {
  const session = await openSession({ backend });
  const report = await checkDevice({ session, signal: new AbortController().signal, onProgress: () => undefined });
  const expected = deviceCases().flatMap(({ title, forms }) => forms.map((form) => `${title}, ${form}`));
  expect(new Set(report.cases.map(({ operator, form }) => `${operator}, ${form}`))).toEqual(new Set(expected));
  expect(report.cases.filter(({ ok }) => !ok)).toEqual([]);
});
