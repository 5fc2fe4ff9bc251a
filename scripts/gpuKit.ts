/**
 * Makes an archive that checks and measures the kernels on a machine with a graphics card, without the project or Node there:
 * `npm run gpu-kit -- [--node FILE] [--dawn FILE] [--out FILE]`; and takes up what it recorded: `npm run gpu-kit -- --take FOLDER`.
 */
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { packKit } from './gpuKit/bundle.ts';
import { takeRecords } from './gpuKit/take.ts';

interface GpuKitOptions {
  readonly node: string;
  readonly dawn: string;
  readonly out: string;
  readonly take?: string;
}

const root = fileURLToPath(new URL('..', import.meta.url));
/** npm changes to the project's folder; paths are meant from where the command was given. */
const pathOf = (path: string): string => resolve(process.env['INIT_CWD'] ?? '.', path);
const webgpu = dirname(createRequire(import.meta.url).resolve('webgpu'));

const { node, dawn, out, take } = new Command('gpu-kit')
  .option('--node <file>', 'Node for that machine', process.execPath)
  .option('--dawn <file>', 'Dawn for it', join(webgpu, `dist/${process.platform}-${process.arch}/dawn.node`))
  .option('--out <file>', 'the archive', 'vla-gpu-kit.tar.gz')
  .option('--take <folder>', 'take up the records that a run has left')
  .parse()
  .opts<GpuKitOptions>();

if (take !== undefined) {
  const { manifest, files, figures, left } = takeRecords(pathOf(take), root);
  console.log(`${manifest.adapter}, ${manifest.date}, commit ${manifest.commit}`);
  for (const file of files) console.log(`taken  ${file}`);
  for (const id of figures) console.log(`taken  static/figures/${id}.json`);
  for (const what of left) console.log(`left   ${what}`);
  if (figures.length > 0) console.log(`draw the figures: npm run figures -- --redraw ${figures.join(' ')}`);
} else {
  const committed = await packKit(pathOf(out), { root, node: pathOf(node), dawn: pathOf(dawn) });
  console.log(`${pathOf(out)}: unpack it on the machine with the card, and start vla-gpu-kit/run.sh`);
  if (!committed) console.log('The code has changes that are not committed: what it records cannot be taken up.');
}
