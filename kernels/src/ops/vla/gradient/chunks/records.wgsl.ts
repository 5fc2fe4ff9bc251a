import { SEGMENT_SETTINGS } from '../../chunk/segments.wgsl.ts';

/** Settings of the pass over A that leaves records for the gradient. */
export const RECORD_SETTINGS = {
  ...SEGMENT_SETTINGS,
  /** Vectors in a record, records per head, and where Ã and Q lie in one. */
  record: 'u32',
  records: 'u32',
  directions: 'u32',
  queries: 'u32',
  /** Where the last A of the first head lies, and how far it is to that of the next one. */
  lastInverse: 'u32',
  edge: 'u32',
  /** 1/λ0. */
  inverse: 'f32',
} as const;

/** What the pass over A leaves for the gradient. */
export const RECORDS = `
fn recordPlace(head: u32, chunk: u32) -> u32 { return (head * settings.records + chunk) * settings.record; }

/** Numbers 4j … 4j+3 of a row of I/λ0; zeros where D is padded. */
fn firstInverse(row: u32, j: u32) -> vec4<f32> {
  let isDiagonal = 4u * j + vec4<u32>(0, 1, 2, 3) == vec4<u32>(row);
  return select(vec4<f32>(), vec4<f32>(settings.inverse), isDiagonal & vec4<bool>(row < settings.D));
}

/** Pivots that can't be used: the gradient of this head is not a number then. */
fn recordDropped(head: u32, dropped: f32) {
  let count = settings.heads * settings.D * settings.D + head;
  state[count] = select(state[count], 0.0, settings.begin == 0u) + dropped;
}
`;
