import { describe, expect, test } from 'vitest';
import { isLlvmpipe, summarizeAdapter } from '../../src/runtime/adapter.ts';
import { acquireDevice } from '../../src/runtime/device.ts';
import { findDriver, installHint } from '../../src/runtime/nodeDrivers.ts';

describe('summary of an adapter', () => {
  test.each([
    { info: { vendor: 'google', architecture: 'swiftshader' }, software: true },
    { info: { vendor: 'mesa', description: 'llvmpipe: Mesa 25 (LLVM 15)' }, software: true },
    { info: { vendor: 'x', isFallbackAdapter: true }, software: true },
    { info: { vendor: 'nvidia', architecture: 'hopper', description: 'NVIDIA H200' }, software: false },
    { info: undefined, software: false },
  ])('$info', ({ info, software }) => {
    const summary = summarizeAdapter(info as GPUAdapterInfo | undefined);
    expect(summary.software).toBe(software);
    expect(summary.label.includes('software GPU')).toBe(software);
    expect(summary.label).not.toBe('');
  });
});

test.each([
  { info: { vendor: '', isFallbackAdapter: true }, label: 'a software GPU that the browser does not name' },
  { info: { vendor: '', isFallbackAdapter: false }, label: 'a GPU that the browser does not name' },
  { info: { vendor: 'mesa', isFallbackAdapter: true }, label: 'mesa (software GPU)' },
])('an adapter without a name is called that: $label', ({ info, label }) => {
  expect(summarizeAdapter(info as GPUAdapterInfo).label).toBe(label);
});

test.each([
  { info: { description: 'llvmpipe (LLVM 15.0.6, 256 bits)' }, expected: true },
  { info: { vendor: 'mesa', device: 'Lavapipe' }, expected: true },
  { info: { vendor: 'google', architecture: 'swiftshader' }, expected: false },
  { info: { vendor: 'nvidia', description: 'NVIDIA H200' }, expected: false },
])('$info is llvmpipe: $expected', ({ info, expected }) => {
  expect(isLlvmpipe(summarizeAdapter(info))).toBe(expected);
});

describe('a refused device', () => {
  const limits = { maxBufferSize: 1 << 30 };
  const device = { label: 'the device' } as GPUDevice;
  const gpu = (accept: (descriptor: GPUDeviceDescriptor) => boolean): GPU => {
    const adapter = () => ({
      limits,
      features: new Set(),
      info: {},
      requestDevice: async (descriptor: GPUDeviceDescriptor) => {
        if (accept(descriptor)) return device;
        throw new Error('refused');
      },
    });
    return { requestAdapter: async () => adapter() } as unknown as GPU;
  };

  test('with more than the defaults is asked for again at the defaults, and the note says so', async () => {
    const acquired = await acquireDevice(
      gpu(({ requiredLimits }) => !requiredLimits),
      100,
    );
    expect(acquired.device).toBe(device);
    expect(acquired.note).toMatch(/default limits/);
  });

  test('at the defaults too is unavailable', async () => {
    await expect(
      acquireDevice(
        gpu(() => false),
        100,
      ),
    ).rejects.toMatchObject({
      fault: 'unavailable',
      message: expect.stringMatching(/refused/) as string,
    });
  });

  test('not at all is used as it comes', async () => {
    expect(
      (
        await acquireDevice(
          gpu(() => true),
          100,
        )
      ).note,
    ).toBeNull();
  });
});

describe('drivers in Node', () => {
  test('a named manifest comes before the usual places', () => {
    const everywhere = () => true;
    expect(findDriver('lavapipe', everywhere, { VLA_LAVAPIPE: '/here/lvp.json' })).toBe('/here/lvp.json');
    expect(findDriver('swiftshader', everywhere, {})).toMatch(/vk_swiftshader_icd\.json$/);
  });

  test('a missing driver is null, and the hint says what to install', () => {
    expect(findDriver('lavapipe', () => false, {})).toBeNull();
    for (const driver of ['lavapipe', 'swiftshader', 'any'] as const)
      expect(installHint(driver)).toMatch(/apt install/);
  });
});
