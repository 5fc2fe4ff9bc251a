import { compareQuantities } from '../compare.ts';
import type { Confirmation, RecordedFigure } from '../experiment.ts';
import { rounded } from './canonical.ts';
import type { RecordArguments } from './record.ts';

/**
 * Runs a figure's trial and compares it with the recorded data.
 *
 * @throws Error where the figure has no trial, or a number differs by more than its tolerance.
 */
export async function confirm(args: RecordArguments & { readonly figure: RecordedFigure }): Promise<Confirmation> {
  const { entry, figure, runtime, code, sources, folder, threads, onProgress, signal } = args;
  const { id, config, seed } = entry.definition;
  const { trial } = await entry.loadView();
  if (!trial) throw new Error(`it has no trial and is recorded again instead; run: npm run figures -- ${id}`);
  const expected = trial.quantities(figure.data);
  const compute = await entry.loadCompute();
  const smaller = { ...config, ...trial.config };
  const date = new Date().toISOString();
  const fresh = rounded(await compute({ config: smaller, seed, runtime, onProgress, signal, folder, threads }));
  const compared = compareQuantities(expected, trial.quantities(fresh));
  if (compared.length === 0) throw new Error('the trial compares nothing');
  const differing = compared.filter(({ agrees }) => agrees !== true);
  if (differing.length > 0) {
    const list = differing.map(({ quantity, own }) => `${quantity.name}: recorded ${quantity.value}, now ${own}`);
    throw new Error(`today's code does not agree with the record: ${list.join('; ')}`);
  }
  return {
    date,
    commit: code.commit,
    adapter: runtime.adapter.label,
    config: smaller,
    compared: compared.map(({ quantity: { name, value }, own }) => ({ name, recorded: value, now: own! })),
    sources,
  };
}
