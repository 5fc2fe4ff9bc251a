import type { PassPlan } from '../../runtime/plan.ts';
import { LARGEST_GRID } from './sweep.wgsl.ts';

/** Invocations per workgroup, one per token. */
export const TOKEN_THREADS = 32;

/**
 * A pass that does something with each token by itself.
 *
 * @param buffers in binding order, all of single numbers; `written` names those that change
 * @param body WGSL that may use `token` = (b·H + h)·T + t
 */
export function perTokenPass(args: {
  readonly label: string;
  readonly tokens: number;
  readonly buffers: readonly string[];
  readonly written: readonly string[];
  readonly body: string;
  readonly uniforms?: readonly number[];
  readonly flops: number;
}): PassPlan {
  const { label, tokens, buffers, written, body, uniforms = [], flops } = args;
  const groups = Math.ceil(tokens / TOKEN_THREADS);
  const declare = (name: string, binding: number): string =>
    `@group(0) @binding(${binding}) var<storage, ${written.includes(name) ? 'read_write' : 'read'}> ${name}: array<f32>;`;
  const code = `${buffers.map(declare).join('\n')}
@group(0) @binding(${buffers.length}) var<uniform> settings: vec4<u32>;

@compute @workgroup_size(${TOKEN_THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let token = (group.x + group.z * ${LARGEST_GRID}u) * ${TOKEN_THREADS}u + id;
  if (token >= settings.x) { return; }
  ${body}
}
`;
  return {
    label,
    code,
    bindings: buffers,
    uniforms: [tokens, ...uniforms],
    workgroups: [Math.min(groups, LARGEST_GRID), 1, Math.ceil(groups / LARGEST_GRID)],
    flops,
  };
}
