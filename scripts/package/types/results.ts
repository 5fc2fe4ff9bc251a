import type { Tensor, Tensor2D, Tensor3D, Tensor4D, Tensor5D } from '@tensorflow/tfjs-core';
import {
  decodeStep,
  deltaNet,
  deltaNetGradient,
  gatedDelta,
  linearAttention,
  openDeltaNetDecoder,
  openSession,
  openVlaDecoder,
  sharedSession,
  softmaxAttention,
  vla,
  vlaGradient,
} from '@vla/kernels';
import type {
  Float32Session,
  HostSession,
  HostTensor,
  Session,
  VlaDecodeState,
  VlaInputs,
  VlaKeptResult,
  VlaOptions,
  VlaResult,
  WebGpuSession,
} from '@vla/kernels';

/* What a compiler knows of results. It is read, never run: by the compiler of this project and, in a project that has the archive, by others. */

type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : { readonly is: A; readonly expected: B };

/** A compiler refuses `typeOf(value).is<Expected>(true)` where the two are not the same. */
declare function typeOf<Value>(value: Value): { is<Expected>(holds: Same<Value, Expected>): void };

type Either = HostTensor['data'];

declare const x: HostTensor;
declare const four: Tensor4D;
declare const five: Tensor5D;
declare const some: Tensor;
declare const inputs: VlaInputs;
declare const session: Session;
declare const choice: 'auto' | 'reference' | 'cpu';
declare const flag: boolean;

export async function sessions() {
  typeOf(await sharedSession()).is<Float32Session>(true);
  const [auto, cpu, reference, webgpu, chosen] = [
    await openSession(),
    await openSession({ backend: 'cpu', timeLimit: 100 }),
    await openSession({ backend: 'reference' }),
    await openSession({ backend: 'webgpu' }),
    await openSession({ backend: choice }),
  ];
  typeOf(auto).is<Float32Session>(true);
  typeOf(cpu).is<HostSession<'cpu'>>(true);
  typeOf(reference).is<HostSession<'reference'>>(true);
  typeOf(webgpu).is<WebGpuSession>(true);
  typeOf(chosen.backend).is<'reference' | 'cpu' | 'wasm' | 'webgpu'>(true);
}

export async function numbers() {
  const shared = await vla(inputs, { lambda0: 1 });
  typeOf(shared.output.data).is<Float32Array>(true);
  typeOf(shared.skippedUpdates.data).is<Float32Array>(true);
  const reference = await openSession({ backend: 'reference' });
  const exact = await vla(inputs, { lambda0: 1, session: reference });
  typeOf(exact.finalInverse.data).is<Float64Array>(true);
  const open = await vla(inputs, { lambda0: 1, session });
  typeOf(open.output.data).is<Either>(true);
  const fast = await openSession({ backend: 'wasm' });
  const results = {
    deltaNet: await deltaNet({ q: x, k: x, v: x }, { session: fast }),
    gatedDelta: await gatedDelta({ q: x, k: x, v: x }),
    linear: await linearAttention({ q: x, k: x, v: x }, { epsilon: 1e-3 }),
    softmax: await softmaxAttention({ q: x, k: x, v: x }, { session: reference }),
  };
  typeOf(results.deltaNet.finalMemory.data).is<Float32Array>(true);
  typeOf(results.gatedDelta.output.data).is<Float32Array>(true);
  typeOf(results.linear.finalNormalizer.data).is<Float32Array>(true);
  typeOf(results.softmax.output.data).is<Float64Array>(true);
  const gradients = await vlaGradient({ ...inputs, outputGradient: x }, { lambda0: 1, session: reference });
  typeOf(gradients.q.data).is<Float64Array>(true);
  const { k } = await deltaNetGradient({ q: x, k: x, v: x, outputGradient: x });
  typeOf(k.data).is<Float32Array>(true);
}

export async function intermediates() {
  const kept = await vla(inputs, { lambda0: 1, keepIntermediates: true });
  typeOf(kept.errors.data).is<Float32Array>(true);
  typeOf(kept.writeDirections.data).is<Float32Array>(true);
  const left = await vla(inputs, { lambda0: 1, keepIntermediates: false });
  typeOf(left.errors).is<HostTensor<Float32Array> | undefined>(true);
  const unknown = await vla(inputs, { lambda0: 1, keepIntermediates: flag });
  typeOf(unknown.errors).is<HostTensor<Float32Array> | undefined>(true);
  const tensors = vla({ q: four, k: four, v: four, u: five }, { lambda0: 1, keepIntermediates: true });
  typeOf(tensors.errors).is<Tensor4D>(true);
  const options: VlaOptions = { lambda0: 1 };
  const result: VlaResult = await vla(inputs, options);
  return result;
}

export function tensors() {
  const { output, finalMemory, skippedUpdates } = vla({ q: four, k: four, v: some, u: five }, { lambda0: 1 });
  typeOf(output).is<Tensor4D>(true);
  typeOf(finalMemory).is<Tensor4D>(true);
  typeOf(skippedUpdates).is<Tensor2D>(true);
  typeOf(softmaxAttention({ q: four, k: four, v: four }).output).is<Tensor4D>(true);
  const { finalNormalizer } = linearAttention({ q: four, k: four, v: four });
  typeOf(finalNormalizer).is<Tensor3D>(true);
  const result: VlaResult<Tensor> = vla({ q: some, k: some, v: some, u: some }, { lambda0: 1 });
  return result;
}

/** A caller that is generic in the kind: what it returns is what its own caller's kind gives. */
function ofEither<X extends HostTensor | Tensor>(q: X, k: X) {
  return { vla: vla({ q, k, v: q, u: k }, { lambda0: 1 }), softmax: softmaxAttention({ q, k, v: q }) };
}

export async function eitherKind() {
  const ofTensors = ofEither(four, four).vla;
  typeOf(ofTensors.output).is<Tensor4D>(true);
  const ofArrays = await ofEither(x, x).softmax;
  typeOf(ofArrays.output.data).is<Float32Array>(true);
}

export async function decoders() {
  const sizes = { B: 1, H: 1, D: 2, Dv: 2 };
  const token = { q: x, k: x, v: x, u: x };
  const reference = await openSession({ backend: 'reference' });
  const decoder = await openVlaDecoder({ sizes, options: { lambda0: 1 } });
  const { output } = await decoder.step(token);
  typeOf(output.data).is<Float32Array>(true);
  const { kept } = await decoder.stepMany(token, { readback: 'none' });
  typeOf((await kept.read()).data).is<Float32Array>(true);
  const exact = await (await openDeltaNetDecoder({ sizes, session: reference })).step(token);
  typeOf(exact.output.data).is<Float64Array>(true);
  const state: VlaDecodeState = await decoder.state();
  const after = await decodeStep(state, token, { lambda0: 1, session: reference });
  typeOf(after.output.data).is<Float64Array>(true);
}

/** What `vla` returns is what it returns for arrays, for who asks without a call. */
export function returned(result: Awaited<ReturnType<typeof vla>>, { errors }: VlaKeptResult) {
  typeOf(result).is<VlaResult>(true);
  typeOf(errors).is<HostTensor>(true);
}
