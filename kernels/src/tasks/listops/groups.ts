import type { QuestionGroups, Row } from '../types.ts';
import { depthOf } from './dependencyDepth.ts';
import { CLOSE, operatorOf } from './tokens.ts';
import type { ListOperator } from './tokens.ts';
import { branch } from './tree.ts';
import type { Tree } from './tree.ts';
import { ArgumentError } from '../../errors.ts';
import { bytes, fields, int32s } from '../../shapes.ts';

const asked = fields({ tokens: int32s, mask: bytes });

/**
 * By which operator a question's bracket opened and how deep the digits lie that decide its value: what a model has learned of ListOps shows
 * in these, while one number for all of them may come from the first operator alone.
 *
 * @param row of an expression that is whole
 */
export function listOpsGroups(row: Pick<Row, 'tokens' | 'mask'>): QuestionGroups[] {
  asked('row', row);
  const { tokens, mask } = row;
  const open: { readonly operator: ListOperator; readonly operands: Tree[] }[] = [];
  const groups: QuestionGroups[] = [];
  for (const [position, token] of tokens.entries()) {
    const operator = operatorOf(token);
    if (operator) open.push({ operator, operands: [] });
    else if (token < 10) open.at(-1)?.operands.push(token);
    if (token !== CLOSE) continue;
    const closed = open.pop();
    if (!closed || closed.operands.length < 2)
      throw new ArgumentError(
        'row.tokens',
        `has a bracket at ${position} that closes no operator; expected an expression`,
      );
    const closing = branch(closed.operator, closed.operands);
    open.at(-1)?.operands.push(closing);
    if (mask[position] === 1) groups.push({ operator: closed.operator, 'dependency depth': String(depthOf(closing)) });
  }
  return groups;
}
