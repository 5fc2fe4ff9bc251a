import type { PassPlan } from '../../../runtime/plan.ts';
import { read, written } from '../../../runtime/shader.ts';
import { perTokenPass } from '../../sweeps/perToken.ts';
import type { DeltaRule } from '../shape.ts';

/**
 * The vectors of a token that the sweeps read lie together, since a pass may bind eight buffers only: of D numbers q, α = β k
 * and the read key in `wide`; of Dv numbers do, e and f, the gradient with respect to e, in `tall`. An index is that of a row.
 */
export function packedRows({ reads }: Pick<DeltaRule, 'reads'>) {
  const wide = reads ? 3 : 2;
  const row = (count: number, index: number) => (token: string) => `(${count}u * ${token} + ${index}u)`;
  return {
    /** Rows of a token. */
    wide,
    tall: 3,
    query: row(wide, 0),
    direction: row(wide, 1),
    readKey: row(wide, 2),
    outputGradient: row(3, 0),
    error: row(3, 1),
    errorGradient: row(3, 2),
  };
}

/** Packs what the call has. */
export function packPass({ sizes, reads }: DeltaRule): PassPlan {
  const { B, H, T, D, Dv } = sizes;
  const { query, direction, readKey, outputGradient } = packedRows({ reads });
  const wide = (row: string, value: string) => `wide[${row} * D + i] = ${value};`;
  return perTokenPass({
    label: 'vectors of a token',
    tokens: B * H * T,
    buffers: {
      q: read('f32'),
      k: read('f32'),
      beta: read('f32'),
      p: reads === 'p' && read('f32'),
      outputGradient: read('f32'),
      wide: written('f32'),
      tall: written('f32'),
    },
    settings: { D: ['u32', D], Dv: ['u32', Dv] },
    flops: B * H * T * (3 * D + Dv),
    body: `let D = settings.D;
  let Dv = settings.Dv;
  for (var i = 0u; i < D; i++) {
    ${wide(query('token'), 'q[token * D + i]')}
    ${wide(direction('token'), 'beta[token] * k[token * D + i]')}
    ${reads ? wide(readKey('token'), `${reads}[token * D + i]`) : ''}
  }
  for (var i = 0u; i < Dv; i++) { tall[${outputGradient('token')} * Dv + i] = outputGradient[token * Dv + i]; }`,
  });
}
