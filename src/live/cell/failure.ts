import { CellTextError, type CellFailure } from './protocol.ts';

/** An error of a cell with its line: the first place of the stack that lies in the module at `address`. */
export function cellFailure(error: unknown, address: string | null): CellFailure {
  if (error instanceof CellTextError) return { message: error.message, line: error.line };
  if (!(error instanceof Error)) return { message: `thrown: ${String(error)}`, line: null };
  const place = address === null ? undefined : error.stack?.split(`${address}:`)[1];
  const line = place === undefined ? Number.NaN : Number.parseInt(place, 10);
  return { message: `${error.name}: ${error.message}`, line: Number.isNaN(line) ? null : line };
}
