/**
 * Says what a PyTorch model's file is: `npm run inspect -- FILE [--class NAME]`. Prints the class of the source that it was recognised as,
 * where each of our weights comes from, and how many numbers they have. Exit 1 where it is none, with the reason.
 */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readSource, sourceClasses } from '@vla/kernels/model';
import type { SourceClass } from '@vla/kernels/model';
import { Command, Option } from 'commander';
import { messageOf } from '../src/lib/messageOf.ts';

const shapeOf = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

async function main(file: string, { class: name }: { readonly class?: SourceClass }): Promise<void> {
  try {
    // npm changes to the project's folder; file names are meant from where the command was given.
    const bytes = await readFile(resolve(process.env.INIT_CWD ?? '.', file));
    const source = readSource(bytes, name && { class: name });
    console.log(`${source.class}, ${source.parameters} parameters`);
    for (const { name: ours, shape, from, theirs, transposed } of source.weights) {
      console.log(`  ${ours} ${shapeOf(shape)} from ${from} ${shapeOf(theirs)}${transposed ? ', transposed' : ''}`);
    }
    for (const [passed, { dtype, shape }] of Object.entries(source.passedOver)) {
      console.log(`  passed over: ${passed}, ${dtype} ${shapeOf(shape)}`);
    }
  } catch (error) {
    console.error(`FAIL  ${file}: ${messageOf(error)}`);
    process.exitCode = 1;
  }
}

await new Command('inspect')
  .description('Says which class of the source a safetensors file is of, and where its weights go.')
  .argument('<file>', 'a safetensors file of a PyTorch model')
  .addOption(new Option('--class <name>', 'read it as this class').choices(sourceClasses))
  .action(main)
  .parseAsync();
