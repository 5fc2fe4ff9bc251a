/** The fused kernels against a loop of tfjs operations: `npm run bench -- [--driver lavapipe|swiftshader|any]`. */
import { writeFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { openNodeSession } from '@vla/kernels/node';
import type { NodeDriver } from '@vla/kernels/node';
import { fusedAgainstOps } from '../kernels/bench/fusedAgainstOps.ts';

interface BenchOptions {
  readonly driver: NodeDriver;
  readonly pairs: string;
  readonly json?: string;
}

const lengths = [128, 512];
const shape = { H: 4, D: 64 };

async function main(): Promise<void> {
  const program = new Command('bench')
    .addOption(
      new Option('--driver <name>', 'Vulkan driver').choices(['lavapipe', 'swiftshader', 'any']).default('lavapipe'),
    )
    .option('--pairs <count>', 'interleaved pairs of runs', '9')
    .option('--json <file>', 'also write the results here');
  const { driver, pairs, json } = program.parse().opts<BenchOptions>();
  const session = await openNodeSession({ driver });
  console.log(`VLA forward, ${session.adapter.label}, H = ${shape.H}, D = ${shape.D}, float32, output read back`);
  const results = [];
  for (const T of lengths) {
    for (const form of ['recurrent', 'chunk'] as const) {
      const result = await fusedAgainstOps({ ...shape, T, form, pairs: Number(pairs), seed: 1 });
      const { ratio, baselineMilliseconds, candidateMilliseconds } = result;
      results.push(result);
      console.log(
        `T = ${T}, ${form}: ${ratio.median.toFixed(0)}× faster than the op loop ` +
          `(p10 ${ratio.p10.toFixed(0)}, p90 ${ratio.p90.toFixed(0)}; medians ` +
          `${baselineMilliseconds.toFixed(0)} ms and ${candidateMilliseconds.toFixed(1)} ms)`,
      );
    }
  }
  if (json) writeFileSync(json, `${JSON.stringify({ adapter: session.adapter, shape, results }, null, 2)}\n`);
  // Dawn keeps Node alive.
  process.exit(0);
}

void main();
