/**
 * Installs the packed archive in empty projects, one for each tool that people build with, and compares what they compute with the
 * float64 reference: `npm run toolchains -- [NAME…]`, `-- --list` for the names. Takes minutes for each: nothing is kept but npm's cache.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { messageOf } from '../src/lib/messageOf.ts';
import { buildPackage, packPackage } from './package/build.ts';
import { expected } from './toolchains/app.ts';
import { faultsOfRun } from './toolchains/check.ts';
import { consumers } from './toolchains/consumers.ts';
import { resultsOf } from './toolchains/project.ts';

const program = new Command('toolchains')
  .description('Installs the packed archive in empty projects, builds and runs them.')
  .argument('[names...]', 'projects; all where none is named')
  .option('--archive <file>', 'an archive that `npm run package` made; packed anew where it is left out')
  .option('--list', 'print the names');
const [names] = program.parse().processedArgs as [string[]];
const { archive, list } = program.opts<{ archive?: string; list?: boolean }>();

async function main(): Promise<void> {
  const unknown = names.filter((name) => !consumers.some((consumer) => consumer.name === name));
  if (unknown.length > 0) throw new Error(`unknown: ${unknown.join(', ')}; there are ${allNames()}`);
  const folder = mkdtempSync(join(tmpdir(), 'vla-archive-'));
  try {
    const packed = archive ? resolve(archive) : packPackage(buildPackage(), folder);
    const numbers = await expected();
    const rows: string[] = [];
    let failed = 0;
    for (const consumer of consumers.filter(({ name }) => names.length === 0 || names.includes(name))) {
      const start = Date.now();
      const faults = await faultsOfRun(consumer, () => resultsOf(consumer, packed), numbers);
      if (faults.length > 0) failed++;
      const seconds = ((Date.now() - start) / 1000).toFixed(0);
      rows.push(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${consumer.name} (${seconds} s)`);
      console.log([rows.at(-1)!, ...faults].join('\n'));
    }
    console.log(`\n${rows.join('\n')}\n\n${rows.length - failed} passed, ${failed} failed`);
    process.exitCode = failed === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const allNames = (): string => consumers.map(({ name }) => name).join(', ');

if (list) console.log(allNames());
else await main().catch((error: unknown) => program.error(`error: ${messageOf(error)}`));
