/** Settings of every pass but VLA's over A. */
export const GRADIENT_SETTINGS = {
  heads: 'u32',
  T: 'u32',
  /** Sizes as the tensors have them; steps of a chunk. */
  D: 'u32',
  Dv: 'u32',
  R: 'u32',
  steps: 'u32',
  /** The same in vectors, padded to whole tiles; N for the penalty directions of a chunk. */
  D4: 'u32',
  V4: 'u32',
  C4: 'u32',
  N4: 'u32',
  chunks: 'u32',
  /** Vectors in a record, in an edge and in a head's space. */
  record: 'u32',
  edge: 'u32',
  space: 'u32',
  /** 8. */
  tileRows: 'u32',
  /** 1: what the memory got wrong is written. 0: the whole value. */
  residual: 'u32',
  /** 1: write directions are scaled to unit length. 0: they are not. */
  normalized: 'u32',
  /** Bits of a NaN. */
  nan: 'u32',
  /** ε of linear attention. */
  epsilon: 'f32',
  /** Errors that are longer are cut to about this length, where a pass cuts them. */
  errorBound: 'f32',
} as const;

/** Places in the workspace. Without penalty directions, R = 0, a record and an edge have no space for A, Y, U and G. */
export const GRADIENT_PLACES = `
/**
 * Of one head and chunk: A [D,D] and S [V,D] before it; Y and U [N,D]; α, later g, Ã, the part of dk that S has, Q, later
 * dq, and K [C,D]; Eᵀ [V,C]; V, and dO, later −dv, [C,V]. Where errors are cut, the rows of V are those of E once that is known,
 * and those of dK start with the lengths that errors had, until dk takes their place. Where S is read along A q, that is Q from the pass
 * over A on, and takes the place of K once Q is the gradient with respect to it.
 */
struct Record {
  A: u32, Y: u32, S: u32, alpha: u32, tilde: u32, ET: u32, dK: u32, Q: u32, K: u32, V: u32, dO: u32, U: u32,
}

fn recordOf(head: u32, chunk: u32) -> Record {
  let D4 = settings.D4;
  let rows = 4u * settings.C4 * D4;
  let values = 4u * settings.C4 * settings.V4;
  let A = (head * settings.chunks + chunk) * settings.record;
  let Y = A + select(0u, 4u * D4 * D4, settings.R > 0u);
  let S = Y + 4u * settings.N4 * D4;
  let alpha = S + 4u * settings.V4 * D4;
  let ET = alpha + 2u * rows;
  let dK = ET + values;
  let V = dK + 3u * rows;
  return Record(A, Y, S, alpha, alpha + rows, ET, dK, dK + rows, dK + 2u * rows, V, V + values, V + 2u * values);
}

/** Of one head: R [V,D] after the last chunk, later that before the first one; G + Gᵀ and the last A [D,D]. */
fn edgeOf(head: u32) -> u32 {
  return settings.heads * settings.chunks * settings.record + head * settings.edge;
}
`;
