import type { PassPlan } from '../../runtime/plan.ts';
import { shader, typesOf, valuesOf } from '../../runtime/shader.ts';
import type { ShaderBuffer, TypedSettings } from '../../runtime/shader.ts';
import { GROUP, gridOf } from '../wgsl/grid.ts';

/** Invocations per workgroup, one per token. */
export const TOKEN_THREADS = 32;

/**
 * A pass that does something with each token by itself.
 *
 * @param settings what the body reads beside its buffers. Default none
 * @param body WGSL that may use `token` = (b·H + h)·T + t
 */
export function perTokenPass(args: {
  readonly label: string;
  readonly tokens: number;
  readonly buffers: Readonly<Record<string, ShaderBuffer | false>>;
  readonly settings?: TypedSettings;
  readonly body: string;
  readonly flops: number;
}): PassPlan {
  const { label, tokens, buffers, settings = {}, body, flops } = args;
  const all: TypedSettings = { tokens: ['u32', tokens], ...settings };
  return shader({
    buffers,
    settings: typesOf(all),
    ranged: false,
    body: `@compute @workgroup_size(${TOKEN_THREADS})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let token = (${GROUP}) * ${TOKEN_THREADS}u + id;
  if (token >= settings.tokens) { return; }
  ${body}
}
`,
  }).pass({ label, settings: valuesOf(all), workgroups: gridOf(Math.ceil(tokens / TOKEN_THREADS)), flops });
}
