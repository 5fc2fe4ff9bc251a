/** Settings of the pass over A. */
export const STEPS_SETTINGS = {
  T: 'u32',
  heads: 'u32',
  /** The first token that has a place in the workspace, and how many tokens of a head have one. */
  firstToken: 'u32',
  tokens: 'u32',
  D: 'u32',
  Dv: 'u32',
  R: 'u32',
  /** The token of the first nudge, counted from 1, and from one nudge to the next. */
  firstNudge: 'u32',
  period: 'u32',
  epsilon: 'f32',
  deltaFloor: 'f32',
  /** The δ below which rounding has eaten A. */
  leastDelta: 'f32',
  infinity: 'f32',
  /** 1/λ0, what A's diagonal begins with where no state says. */
  inverse: 'f32',
  /** 1: write directions are scaled to unit length. 0: they are not. */
  normalized: 'u32',
} as const;

export const STEPS = `
/** The place of a token's write direction in the workspace. */
fn directionPlace(head: u32, t: u32) -> u32 { return head * settings.tokens + t - settings.firstToken; }

const UNIT = 1e-18;

/** What A_t k is divided by, from its squared length as it is and with numbers in units of 1e18. */
fn lengthOf(squares: vec2<f32>) -> f32 {
  let length = select(sqrt(squares.x), sqrt(squares.y) / UNIT, squares.x > 1e36);
  return select(1.0, max(length, 1e-12), settings.normalized == 1u);
}
`;
