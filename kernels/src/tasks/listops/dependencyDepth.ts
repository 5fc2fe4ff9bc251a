import { valueOf } from './tree.ts';
import type { Tree } from './tree.ts';
import { aTree } from '../shapes.ts';

/**
 * How deep the digits lie that decide an expression's value: the least number of levels from the root that must be read to
 * know it, where whatever does not decide is left out. A digit alone has 1. Of MIN and MAX the operand that has the value decides,
 * the shallowest of several; of MED the operands in the middle; of SM all of them. After Csordás, Irie, Schmidhuber, "The
 * Neural Data Router", 2022.
 */
export function dependencyDepth(tree: Tree): number {
  aTree('tree', tree);
  return depthOf(tree);
}

/** The same of what is known to be a tree. */
export function depthOf(tree: Tree): number {
  if (typeof tree === 'number') return 1;
  const { operator, operands } = tree;
  const known = operands.map((operand) => ({ value: valueOf(operand), depth: depthOf(operand) }));
  if (operator === 'SM') return 1 + Math.max(...known.map(({ depth }) => depth));
  const shallowest = (value: number): number =>
    Math.min(...known.filter((operand) => operand.value === value).map(({ depth }) => depth));
  if (operator !== 'MED') return 1 + shallowest(tree.value);
  const sorted = known.map(({ value }) => value).sort((a, b) => a - b);
  const middle = [sorted[(sorted.length - 1) >> 1]!, sorted[sorted.length >> 1]!];
  return 1 + Math.max(...middle.map(shallowest));
}
