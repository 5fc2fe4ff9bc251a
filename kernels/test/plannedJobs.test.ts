import { expect, test } from 'vitest';
import { jobOnce } from '../src/ops/call/plannedJobs.ts';
import type { DeviceJob } from '../src/ops/call/deviceJob.ts';

type Call = Parameters<typeof jobOnce>[1];

const call: Call = {
  kernelName: 'Operator',
  shapes: { q: [1, 2, 8, 4], k: [1, 2, 8, 4] },
  options: { form: 'auto' },
  differentiated: false,
  zeros: new Set<string>(),
};

function aDevice(): GPUDevice {
  return {} as GPUDevice;
}

function aJob(): DeviceJob {
  return { form: 'recurrent' } as DeviceJob;
}

/** Whether the second of two calls on a device gets the job of the first. */
function isShared(first: Call, second: Call, [device, other] = [aDevice(), null as GPUDevice | null]): boolean {
  return jobOnce(device, first, aJob) === jobOnce(other ?? device, second, aJob);
}

test('a call like one before gets its job, whoever asks for it and however it is stopped', () => {
  const onProgress = (): void => undefined;
  expect(isShared(call, { ...call, shapes: { ...call.shapes }, zeros: new Set() })).toBe(true);
  expect(isShared(call, { ...call, options: { form: 'auto', onProgress, signal: new AbortController().signal } })).toBe(
    true,
  );
});

test.each<[string, Partial<Call>]>([
  ['another operator', { kernelName: 'Other' }],
  ['another length', { shapes: { ...call.shapes, q: [1, 2, 9, 4] } }],
  ['another input', { shapes: { ...call.shapes, v: [1, 2, 8, 4] } }],
  ['another form', { options: { form: 'chunk' } }],
  ['an option more', { options: { form: 'auto', chunkLength: 8 } }],
  ['a gradient that may come', { differentiated: true }],
  ['an input of zeros', { zeros: new Set(['k']) }],
])('%s is another job', (_, change) => {
  expect(isShared(call, { ...call, ...change })).toBe(false);
});

test('numbers that JSON does not know differ from one another', () => {
  const withNumber = (chunkLength: number): Call => ({ ...call, options: { chunkLength } });
  expect(isShared(withNumber(Infinity), withNumber(-Infinity))).toBe(false);
  expect(isShared(withNumber(0), withNumber(-0))).toBe(true);
  expect(isShared(withNumber(Infinity), withNumber(NaN))).toBe(false);
});

test.each<[string, unknown]>([
  ['a text in place of a number', '8'],
  ['a BigInt', 8n],
  ['a function', () => 8],
  ['a symbol', Symbol('8')],
  ['undefined', undefined],
])('an option that is %s is planned, and so refused, after a call that was like it', (_, chunkLength) => {
  const refused = { ...call, options: { chunkLength } as never };
  expect(isShared({ ...call, options: { chunkLength: 8 } }, refused)).toBe(false);
  expect(isShared({ ...call, options: {} }, refused)).toBe(false);
});

test('options that contain themselves are planned each time', () => {
  const options: Record<string, unknown> = {};
  options['stabilization'] = options;
  expect(isShared({ ...call, options: options as never }, { ...call, options: options as never })).toBe(false);
});

test('a device has its own jobs', () => {
  expect(isShared(call, call, [aDevice(), aDevice()])).toBe(false);
});

test('what fails is planned again', () => {
  const device = aDevice();
  expect(() =>
    jobOnce(device, call, () => {
      throw new RangeError('too large');
    }),
  ).toThrow('too large');
  const job = aJob();
  expect(jobOnce(device, call, () => job)).toBe(job);
});

test('of many calls the latest are kept', () => {
  const device = aDevice();
  const ofLength = (length: number) => jobOnce(device, { ...call, shapes: { q: [1, 1, length, 4] } }, aJob);
  const [first, second] = [ofLength(1), ofLength(2)];
  for (let length = 3; length <= 64; length++) ofLength(length);
  expect(ofLength(1)).toBe(first);
  ofLength(65);
  expect(ofLength(1)).toBe(first);
  expect(ofLength(2)).not.toBe(second);
});
