/** Builds @vla/kernels for npm and packs it: `npm run package -- [folder]`. */
import { Command } from 'commander';
import { buildPackage, packPackage } from './package/build.ts';

const program = new Command('package')
  .description('Builds @vla/kernels into kernels/dist and packs it as npm publishes it.')
  .argument('[folder]', 'where the archive goes', '.');
const [folder] = program.parse().processedArgs as [string];
try {
  console.log(packPackage(buildPackage(), folder));
} catch (error) {
  program.error(`error: ${(error as Error).message}`);
}
