import { readFileSync } from 'node:fs';
import type { JudgedClaim } from '../claims/judged.ts';
import { parseComparison } from './comparison.ts';
import { literal, visitElements, type Node, type PageFile } from './elements.ts';
import { readRecorded } from './readRecorded.ts';
import { accuraciesAt, readRuns } from './readRuns.ts';

/**
 * Stops the build where the data no longer say what a sentence says: `<Holds that="a.x > a.y and …">sentence</Holds>`.
 * Compared are numbers, quantities ("figure.quantity", or "the deviation of figure.quantity"), the accuracies of runs ("lowest of
 * figure.mixer at 12", "highest of …"), and what a learning rate was judged by ("loss of figure.mixer at 0.004"). A verdict is
 * compared as a word: "verdict of claim = partly".
 */
export default function heldStatements({ directory, ledger }: { directory: string; ledger: string }) {
  return (tree: Node, file: PageFile): void =>
    visitElements(tree, file, (node) => {
      if (node.name !== 'Holds') return;
      for (const part of literal(node, 'that').split(' and ')) {
        if (part.trim().startsWith('verdict of ')) checkVerdict(ledger, part);
        else check(directory, part);
      }
    });
}

function checkVerdict(ledger: string, statement: string): void {
  const [, id, expected] = /^verdict of ([\w-]+) = ([a-z ]+)$/.exec(statement.trim()) ?? [];
  const claims = JSON.parse(readFileSync(ledger, 'utf8')) as readonly Pick<JudgedClaim, 'id' | 'verdict'>[];
  const claim = claims.find((candidate) => candidate.id === id);
  if (!claim) throw new Error(`"${statement.trim()}" is no statement about a claim of ${ledger}`);
  if (claim.verdict !== expected) throw new Error(`the verdict of ${id} is "${claim.verdict}", not "${expected}"`);
}

function check(directory: string, statement: string): void {
  const { left, right, holds } = parseComparison(statement);
  const [a, b] = [left, right].map((term) => numberOf(directory, term));
  if (!holds(a, b)) throw new Error(`the data say ${a} and ${b}, so not that ${statement.trim()}`);
}

function numberOf(directory: string, term: string): number {
  if (Number.isFinite(Number(term))) return Number(term);
  const [, spread, reference] = /^(the deviation of )?([\w-]+\.\w+)$/.exec(term) ?? [];
  if (reference) return quantityOf(directory, reference, spread ? 'spread' : 'value');
  const [, kind, runs = '', at] = /^(lowest|highest|loss) of ([\w-]+\.\w+) at ([\d.]+)$/.exec(term) ?? [];
  if (!kind) throw new Error(`"${term}" names no recorded number`);
  const recorded = readRuns(directory, runs);
  if (kind === 'lowest') return Math.min(...accuraciesAt(recorded, Number(at)));
  if (kind === 'highest') return Math.max(...accuraciesAt(recorded, Number(at)));
  const one = recorded.tried.find(({ learningRate }) => learningRate === Number(at));
  if (!one) throw new Error(`${runs} was not tried at ${at}`);
  return one.loss;
}

function quantityOf(directory: string, reference: string, field: 'value' | 'spread'): number {
  const [figure = '', name = ''] = reference.split('.');
  const quantity = readRecorded(directory, figure).quantities.find((candidate) => candidate.name === name);
  const found = quantity?.[field];
  if (found === undefined) throw new Error(`figure "${figure}" has no ${field} of "${name}"`);
  return found;
}
