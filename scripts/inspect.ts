/**
 * Says what a PyTorch model's file is: `npm run inspect -- FILE [--class NAME] [--named THEIRS=YOURS …] [--options JSON]`. Prints the class of the source that it was recognised as,
 * where each of our weights comes from, and how many numbers they have. Exit 1 where it is none, with the reason.
 */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { readSource, sourceClasses } from '@vla/kernels/model';
import type { SourceCall, SourceClass } from '@vla/kernels/model';
import { Command, InvalidArgumentError, Option } from 'commander';
import { messageOf } from '../src/lib/messageOf.ts';

const shapeOf = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

interface Flags {
  readonly class?: SourceClass;
  readonly named?: Readonly<Record<string, string>>;
  readonly options?: SourceCall['options'];
}

/** One more of the names that a file has in place of the class's: 'W_q.weight=query.w'. */
function named(text: string, before: Flags['named']): Flags['named'] {
  const [theirs, yours, ...rest] = text.split('=');
  if (!theirs || !yours || rest.length > 0) {
    throw new InvalidArgumentError('Expected the name of the class, =, and the name in the file.');
  }
  return { ...before, [theirs]: yours };
}

function json(text: string): Flags['options'] {
  try {
    return JSON.parse(text) as Flags['options'];
  } catch {
    throw new InvalidArgumentError('Expected JSON.');
  }
}

async function main(file: string, { named: names, ...flags }: Flags): Promise<void> {
  try {
    // npm changes to the project's folder; file names are meant from where the command was given.
    const bytes = await readFile(resolve(process.env.INIT_CWD ?? '.', file));
    const source = readSource(bytes, { ...flags, ...(names && { names }) });
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
  .option('--named <theirs=yours>', 'the name that the file has for one of the class; repeatable', named)
  .option('--options <json>', 'what the file does not say, such as {"heads":2}; see the page “From PyTorch”', json)
  .action(main)
  .parseAsync();
