import { CHUNK_SETTINGS } from './settings.ts';

/* Errors that are cut where they are too long: what the pass over S from step to step has more in its text. */

export const BOUND_SETTINGS = { ...CHUNK_SETTINGS, errorBound: 'f32' } as const;

/** Invocations of a workgroup that has all rows of a head, four each. */
export const foursOf = (Dv: number): number => Math.ceil(Dv / 4);

/** Bytes of workgroup memory that {@link cutText} declares. */
export const cutBytes = (Dv: number): number => 32 * foursOf(Dv);

/** `fn errorLength` of vectors of an array. In units of the largest number: squares of long errors leave float32. */
export const errorLength = (array: string): string => `
fn errorLength(first: u32, fours: u32) -> f32 {
  var largest = vec4<f32>();
  for (var i = first; i < first + fours; i++) { largest = max(largest, abs(${array}[i])); }
  let unit = max(max(largest.x, largest.y), max(largest.z, largest.w));
  if (unit == 0.0) { return 0.0; }
  var squares = vec4<f32>();
  for (var i = first; i < first + fours; i++) {
    let part = ${array}[i] / unit;
    squares += part * part;
  }
  return unit * sqrt(dot(squares, vec4<f32>(1.0)));
}
`;

/** `fn cutOf`: what an error of a length is multiplied by. */
export const CUT_OF = `
fn cutOf(length: f32) -> f32 {
  return select(1.0, settings.errorBound / (length + 1e-6), length > settings.errorBound);
}
`;

/** A length that depends on all rows, which their invocations show each other. */
export const cutText = (Dv: number): string => `
// What every four rows would write, in this step and in the one before: who still reads that is not overtaken.
var<workgroup> missed: array<vec4<f32>, ${2 * foursOf(Dv)}>;
${errorLength('missed')}${CUT_OF}`;

/** Cuts `e`, four rows of the error of step `t`. */
export const CUTTING = `
      let isRow = 4u * four + vec4<u32>(0, 1, 2, 3) < vec4<u32>(settings.Dv);
      let shown = t % 2u * fours;
      missed[shown + four] = select(vec4<f32>(), e, isRow);
      workgroupBarrier();
      e *= cutOf(errorLength(shown, fours));`;
