import { DeviceError, messageOf } from '../errors.ts';
import type { PassPlan } from './plan.ts';

export interface Pipeline {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
}

/** How the shader declares storage binding `index`; read_write when it does not say. */
function bindingAccess(code: string, index: number): 'read' | 'read_write' {
  const declaration = new RegExp(`@binding\\(\\s*${index}\\s*\\)\\s*var<\\s*storage\\s*(?:,\\s*(\\w+)\\s*)?>`).exec(
    code,
  );
  return declaration && (declaration[1] ?? 'read') === 'read' ? 'read' : 'read_write';
}

function layoutEntries(pass: PassPlan): GPUBindGroupLayoutEntry[] {
  const entries = pass.bindings.map((_, binding): GPUBindGroupLayoutEntry => {
    const type = bindingAccess(pass.code, binding) === 'read' ? 'read-only-storage' : 'storage';
    return { binding, visibility: GPUShaderStage.COMPUTE, buffer: { type } };
  });
  if (pass.uniforms || pass.range)
    entries.push({ binding: pass.bindings.length, visibility: GPUShaderStage.COMPUTE, buffer: { type: 'uniform' } });
  return entries;
}

/** Compiles each shader text once per device. */
export class PipelineCache {
  #pipelines = new Map<string, Promise<Pipeline>>();
  #ready = new Map<string, Pipeline>();

  constructor(readonly device: GPUDevice) {}

  /** The pipeline, or DeviceError('compile') with the line and the compiler's words. */
  async get(pass: PassPlan): Promise<Pipeline> {
    const known = this.#pipelines.get(pass.code);
    if (known) return known;
    const compiling = this.#compile(pass);
    this.#pipelines.set(pass.code, compiling);
    compiling.then(
      (pipeline) => this.#ready.set(pass.code, pipeline),
      () => this.#pipelines.delete(pass.code),
    );
    return compiling;
  }

  /** The pipeline, if its shader was compiled before. */
  ready(pass: PassPlan): Pipeline | undefined {
    return this.#ready.get(pass.code);
  }

  /** The pipeline at once. What is wrong with the shader is reported by the error scope around the call. */
  now(pass: PassPlan): Pipeline {
    let pipeline = this.#ready.get(pass.code);
    if (pipeline) return pipeline;
    const { device } = this;
    const layout = device.createBindGroupLayout({ label: pass.label, entries: layoutEntries(pass) });
    pipeline = {
      pipeline: device.createComputePipeline({
        label: pass.label,
        layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
        compute: { module: device.createShaderModule({ label: pass.label, code: pass.code }), entryPoint: 'main' },
      }),
      layout,
    };
    this.#ready.set(pass.code, pipeline);
    return pipeline;
  }

  async #compile(pass: PassPlan): Promise<Pipeline> {
    const { device } = this;
    device.pushErrorScope('validation');
    const module = device.createShaderModule({ label: pass.label, code: pass.code });
    const scope = device.popErrorScope();
    const { messages } = await module.getCompilationInfo();
    const scoped = await scope;
    const problem = messages.find((message) => message.type === 'error');
    if (problem)
      throw new DeviceError('compile', `shader "${pass.label}", line ${problem.lineNum}: ${problem.message}`);
    if (scoped) throw new DeviceError('compile', `shader "${pass.label}": ${scoped.message}`);
    const layout = device.createBindGroupLayout({ label: pass.label, entries: layoutEntries(pass) });
    try {
      const pipeline = await device.createComputePipelineAsync({
        label: pass.label,
        layout: device.createPipelineLayout({ bindGroupLayouts: [layout] }),
        compute: { module, entryPoint: 'main' },
      });
      return { pipeline, layout };
    } catch (error) {
      throw new DeviceError('compile', `shader "${pass.label}": ${messageOf(error)}`);
    }
  }
}
