// VLA gradient, recurrent, in subgroups of 8, on a software device with subgroups of 8: updates of A

enable subgroups;
diagnostic(off, subgroup_uniformity);

struct Settings {
  begin: u32,
  end: u32,
  T: u32,
  heads: u32,
  firstToken: u32,
  tokens: u32,
  D: u32,
  Dv: u32,
  R: u32,
  firstNudge: u32,
  period: u32,
  epsilon: f32,
  deltaFloor: f32,
  leastDelta: f32,
  infinity: f32,
  inverse: f32,
  normalized: u32,
}
@group(0) @binding(0) var<storage, read> k: array<f32>;
@group(0) @binding(1) var<storage, read> u: array<f32>;
@group(0) @binding(2) var<storage, read_write> state: array<f32>;
@group(0) @binding(3) var<storage, read_write> work: array<f32>;
@group(0) @binding(4) var<storage, read_write> updates: array<f32>;
@group(0) @binding(5) var<storage, read_write> lengths: array<f32>;
@group(0) @binding(6) var<uniform> settings: Settings;

/** The place of a token's write direction in the workspace. */
fn directionPlace(head: u32, t: u32) -> u32 { return head * settings.tokens + t - settings.firstToken; }

const UNIT = 1e-18;

/** What A_t k is divided by, from its squared length as it is and with numbers in units of 1e18. */
fn lengthOf(squares: vec2<f32>) -> f32 {
  let length = select(sqrt(squares.x), sqrt(squares.y) / UNIT, squares.x > 1e36);
  return select(1.0, max(length, 1e-12), settings.normalized == 1u);
}

@compute @workgroup_size(8)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(subgroup_invocation_id) lane: u32) {
  let head = group.x + group.z * 65535u;
  if (head >= settings.heads) { return; }
  let first = 0u;
  let row0 = first + 0u + lane; var x0_0 = 0.0; var x0_1 = 0.0; var x0_2 = 0.0; var x0_3 = 0.0; var x0_4 = 0.0; var x0_5 = 0.0; var x0_6 = 0.0; var x0_7 = 0.0; var x0_8 = 0.0; var x0_9 = 0.0; var x0_10 = 0.0; var x0_11 = 0.0; var x0_12 = 0.0; var x0_13 = 0.0; var x0_14 = 0.0; var x0_15 = 0.0;
    let row1 = first + 8u + lane; var x1_0 = 0.0; var x1_1 = 0.0; var x1_2 = 0.0; var x1_3 = 0.0; var x1_4 = 0.0; var x1_5 = 0.0; var x1_6 = 0.0; var x1_7 = 0.0; var x1_8 = 0.0; var x1_9 = 0.0; var x1_10 = 0.0; var x1_11 = 0.0; var x1_12 = 0.0; var x1_13 = 0.0; var x1_14 = 0.0; var x1_15 = 0.0;
  if (settings.begin == 0u) { for (var column = 0u; column < settings.D; column += 8u) {
    x0_0 = x0_8; x0_1 = x0_9; x0_2 = x0_10; x0_3 = x0_11; x0_4 = x0_12; x0_5 = x0_13; x0_6 = x0_14; x0_7 = x0_15; x0_8 = select(0.0, settings.inverse, row0 == (column + 0u)); x0_9 = select(0.0, settings.inverse, row0 == (column + 1u)); x0_10 = select(0.0, settings.inverse, row0 == (column + 2u)); x0_11 = select(0.0, settings.inverse, row0 == (column + 3u)); x0_12 = select(0.0, settings.inverse, row0 == (column + 4u)); x0_13 = select(0.0, settings.inverse, row0 == (column + 5u)); x0_14 = select(0.0, settings.inverse, row0 == (column + 6u)); x0_15 = select(0.0, settings.inverse, row0 == (column + 7u));
    x1_0 = x1_8; x1_1 = x1_9; x1_2 = x1_10; x1_3 = x1_11; x1_4 = x1_12; x1_5 = x1_13; x1_6 = x1_14; x1_7 = x1_15; x1_8 = select(0.0, settings.inverse, row1 == (column + 0u)); x1_9 = select(0.0, settings.inverse, row1 == (column + 1u)); x1_10 = select(0.0, settings.inverse, row1 == (column + 2u)); x1_11 = select(0.0, settings.inverse, row1 == (column + 3u)); x1_12 = select(0.0, settings.inverse, row1 == (column + 4u)); x1_13 = select(0.0, settings.inverse, row1 == (column + 5u)); x1_14 = select(0.0, settings.inverse, row1 == (column + 6u)); x1_15 = select(0.0, settings.inverse, row1 == (column + 7u));
  } } else { for (var column = 0u; column < settings.D; column += 8u) {
    x0_0 = x0_8; x0_1 = x0_9; x0_2 = x0_10; x0_3 = x0_11; x0_4 = x0_12; x0_5 = x0_13; x0_6 = x0_14; x0_7 = x0_15; x0_8 = state[(head * settings.D + row0) * settings.D + (column + 0u)]; x0_9 = state[(head * settings.D + row0) * settings.D + (column + 1u)]; x0_10 = state[(head * settings.D + row0) * settings.D + (column + 2u)]; x0_11 = state[(head * settings.D + row0) * settings.D + (column + 3u)]; x0_12 = state[(head * settings.D + row0) * settings.D + (column + 4u)]; x0_13 = state[(head * settings.D + row0) * settings.D + (column + 5u)]; x0_14 = state[(head * settings.D + row0) * settings.D + (column + 6u)]; x0_15 = state[(head * settings.D + row0) * settings.D + (column + 7u)];
    x1_0 = x1_8; x1_1 = x1_9; x1_2 = x1_10; x1_3 = x1_11; x1_4 = x1_12; x1_5 = x1_13; x1_6 = x1_14; x1_7 = x1_15; x1_8 = state[(head * settings.D + row1) * settings.D + (column + 0u)]; x1_9 = state[(head * settings.D + row1) * settings.D + (column + 1u)]; x1_10 = state[(head * settings.D + row1) * settings.D + (column + 2u)]; x1_11 = state[(head * settings.D + row1) * settings.D + (column + 3u)]; x1_12 = state[(head * settings.D + row1) * settings.D + (column + 4u)]; x1_13 = state[(head * settings.D + row1) * settings.D + (column + 5u)]; x1_14 = state[(head * settings.D + row1) * settings.D + (column + 6u)]; x1_15 = state[(head * settings.D + row1) * settings.D + (column + 7u)];
  } }
  var skips = 0.0;

  for (var t = settings.begin; t < settings.end; t++) {
    let token = head * settings.T + t;
    let isNudged = t + 1u >= settings.firstNudge && (t + 1u - settings.firstNudge) % settings.period == 0u;
    let nudge = select(0.0, settings.epsilon, isNudged);
    var lost = false;
    let k0 = k[token * 16u + 0u + lane]; var y0 = 0.0;
    let k1 = k[token * 16u + 8u + lane]; var y1 = 0.0;
    { let r = 0u;
      let direction = token * settings.R + r;
      let u0 = u[direction * 16u + 0u + lane]; var z0 = 0.0;
    let u1 = u[direction * 16u + 8u + lane]; var z1 = 0.0;
      { let penalty = subgroupBroadcast(u0, 0u); z0 += x0_0 * penalty; z1 += x1_0 * penalty; }
    { let penalty = subgroupBroadcast(u0, 1u); z0 += x0_1 * penalty; z1 += x1_1 * penalty; }
    { let penalty = subgroupBroadcast(u0, 2u); z0 += x0_2 * penalty; z1 += x1_2 * penalty; }
    { let penalty = subgroupBroadcast(u0, 3u); z0 += x0_3 * penalty; z1 += x1_3 * penalty; }
    { let penalty = subgroupBroadcast(u0, 4u); z0 += x0_4 * penalty; z1 += x1_4 * penalty; }
    { let penalty = subgroupBroadcast(u0, 5u); z0 += x0_5 * penalty; z1 += x1_5 * penalty; }
    { let penalty = subgroupBroadcast(u0, 6u); z0 += x0_6 * penalty; z1 += x1_6 * penalty; }
    { let penalty = subgroupBroadcast(u0, 7u); z0 += x0_7 * penalty; z1 += x1_7 * penalty; }
    { let penalty = subgroupBroadcast(u1, 0u); z0 += x0_8 * penalty; z1 += x1_8 * penalty; }
    { let penalty = subgroupBroadcast(u1, 1u); z0 += x0_9 * penalty; z1 += x1_9 * penalty; }
    { let penalty = subgroupBroadcast(u1, 2u); z0 += x0_10 * penalty; z1 += x1_10 * penalty; }
    { let penalty = subgroupBroadcast(u1, 3u); z0 += x0_11 * penalty; z1 += x1_11 * penalty; }
    { let penalty = subgroupBroadcast(u1, 4u); z0 += x0_12 * penalty; z1 += x1_12 * penalty; }
    { let penalty = subgroupBroadcast(u1, 5u); z0 += x0_13 * penalty; z1 += x1_13 * penalty; }
    { let penalty = subgroupBroadcast(u1, 6u); z0 += x0_14 * penalty; z1 += x1_14 * penalty; }
    { let penalty = subgroupBroadcast(u1, 7u); z0 += x0_15 * penalty; z1 += x1_15 * penalty; }
      let delta = 1.0 + subgroupAdd(z0 * u0 + z1 * u1);
      let skipped = (bitcast<u32>(delta) & 0x7f800000u) == 0x7f800000u || abs(delta) < settings.deltaFloor;
      // An A that rounding has eaten: infinity goes into α, and from there into the output of this step.
      lost = lost || delta < settings.leastDelta;
      let inverse = select(1.0 / delta, 0.0, skipped);
      z0 = select(z0, 0.0, skipped); let n0 = z0 * inverse;
    z1 = select(z1, 0.0, skipped); let n1 = z1 * inverse;
      let scale = sqrt(abs(inverse)); updates[direction * 16u + 0u + lane] = scale * z0;
    updates[direction * 16u + 8u + lane] = scale * z1;
      let addition = select(0.0, settings.deltaFloor, skipped) + select(0.0, nudge, r + 1u == settings.R);
      if (addition != 0.0) { x0_0 += select(0.0, addition, lane == 0u); x0_1 += select(0.0, addition, lane == 1u); x0_2 += select(0.0, addition, lane == 2u); x0_3 += select(0.0, addition, lane == 3u); x0_4 += select(0.0, addition, lane == 4u); x0_5 += select(0.0, addition, lane == 5u); x0_6 += select(0.0, addition, lane == 6u); x0_7 += select(0.0, addition, lane == 7u); x1_8 += select(0.0, addition, lane == 0u); x1_9 += select(0.0, addition, lane == 1u); x1_10 += select(0.0, addition, lane == 2u); x1_11 += select(0.0, addition, lane == 3u); x1_12 += select(0.0, addition, lane == 4u); x1_13 += select(0.0, addition, lane == 5u); x1_14 += select(0.0, addition, lane == 6u); x1_15 += select(0.0, addition, lane == 7u); }
      { let z = subgroupBroadcast(z0, 0u); let n = z * inverse;
      x0_0 -= select(n0, z0, lane > 0u) * select(z, n, lane > 0u); x1_0 -= z1 * n; let key = subgroupBroadcast(k0, 0u); y0 += x0_0 * key; y1 += x1_0 * key; }
    { let z = subgroupBroadcast(z0, 1u); let n = z * inverse;
      x0_1 -= select(n0, z0, lane > 1u) * select(z, n, lane > 1u); x1_1 -= z1 * n; let key = subgroupBroadcast(k0, 1u); y0 += x0_1 * key; y1 += x1_1 * key; }
    { let z = subgroupBroadcast(z0, 2u); let n = z * inverse;
      x0_2 -= select(n0, z0, lane > 2u) * select(z, n, lane > 2u); x1_2 -= z1 * n; let key = subgroupBroadcast(k0, 2u); y0 += x0_2 * key; y1 += x1_2 * key; }
    { let z = subgroupBroadcast(z0, 3u); let n = z * inverse;
      x0_3 -= select(n0, z0, lane > 3u) * select(z, n, lane > 3u); x1_3 -= z1 * n; let key = subgroupBroadcast(k0, 3u); y0 += x0_3 * key; y1 += x1_3 * key; }
    { let z = subgroupBroadcast(z0, 4u); let n = z * inverse;
      x0_4 -= select(n0, z0, lane > 4u) * select(z, n, lane > 4u); x1_4 -= z1 * n; let key = subgroupBroadcast(k0, 4u); y0 += x0_4 * key; y1 += x1_4 * key; }
    { let z = subgroupBroadcast(z0, 5u); let n = z * inverse;
      x0_5 -= select(n0, z0, lane > 5u) * select(z, n, lane > 5u); x1_5 -= z1 * n; let key = subgroupBroadcast(k0, 5u); y0 += x0_5 * key; y1 += x1_5 * key; }
    { let z = subgroupBroadcast(z0, 6u); let n = z * inverse;
      x0_6 -= select(n0, z0, lane > 6u) * select(z, n, lane > 6u); x1_6 -= z1 * n; let key = subgroupBroadcast(k0, 6u); y0 += x0_6 * key; y1 += x1_6 * key; }
    { let z = subgroupBroadcast(z0, 7u); let n = z * inverse;
      x0_7 -= select(n0, z0, lane > 7u) * select(z, n, lane > 7u); x1_7 -= z1 * n; let key = subgroupBroadcast(k0, 7u); y0 += x0_7 * key; y1 += x1_7 * key; }
    { let z = subgroupBroadcast(z1, 0u); let n = z * inverse;
      x0_8 -= n0 * z; x1_8 -= select(n1, z1, lane > 0u) * select(z, n, lane > 0u); let key = subgroupBroadcast(k1, 0u); y0 += x0_8 * key; y1 += x1_8 * key; }
    { let z = subgroupBroadcast(z1, 1u); let n = z * inverse;
      x0_9 -= n0 * z; x1_9 -= select(n1, z1, lane > 1u) * select(z, n, lane > 1u); let key = subgroupBroadcast(k1, 1u); y0 += x0_9 * key; y1 += x1_9 * key; }
    { let z = subgroupBroadcast(z1, 2u); let n = z * inverse;
      x0_10 -= n0 * z; x1_10 -= select(n1, z1, lane > 2u) * select(z, n, lane > 2u); let key = subgroupBroadcast(k1, 2u); y0 += x0_10 * key; y1 += x1_10 * key; }
    { let z = subgroupBroadcast(z1, 3u); let n = z * inverse;
      x0_11 -= n0 * z; x1_11 -= select(n1, z1, lane > 3u) * select(z, n, lane > 3u); let key = subgroupBroadcast(k1, 3u); y0 += x0_11 * key; y1 += x1_11 * key; }
    { let z = subgroupBroadcast(z1, 4u); let n = z * inverse;
      x0_12 -= n0 * z; x1_12 -= select(n1, z1, lane > 4u) * select(z, n, lane > 4u); let key = subgroupBroadcast(k1, 4u); y0 += x0_12 * key; y1 += x1_12 * key; }
    { let z = subgroupBroadcast(z1, 5u); let n = z * inverse;
      x0_13 -= n0 * z; x1_13 -= select(n1, z1, lane > 5u) * select(z, n, lane > 5u); let key = subgroupBroadcast(k1, 5u); y0 += x0_13 * key; y1 += x1_13 * key; }
    { let z = subgroupBroadcast(z1, 6u); let n = z * inverse;
      x0_14 -= n0 * z; x1_14 -= select(n1, z1, lane > 6u) * select(z, n, lane > 6u); let key = subgroupBroadcast(k1, 6u); y0 += x0_14 * key; y1 += x1_14 * key; }
    { let z = subgroupBroadcast(z1, 7u); let n = z * inverse;
      x0_15 -= n0 * z; x1_15 -= select(n1, z1, lane > 7u) * select(z, n, lane > 7u); let key = subgroupBroadcast(k1, 7u); y0 += x0_15 * key; y1 += x1_15 * key; }
      skips += select(0.0, 1.0, skipped);
    }
    
    y0 = select(y0, settings.infinity, lost);
    y1 = select(y1, settings.infinity, lost);
    let length = lengthOf(subgroupAdd(vec2<f32>(y0 * y0 + y1 * y1, (UNIT * y0) * (UNIT * y0) + (UNIT * y1) * (UNIT * y1))));
    let place = directionPlace(head, t) * 16u;
    work[place + 0u + lane] = y0 / length;
    work[place + 8u + lane] = y1 / length;
    if (lane == 0u) { lengths[token] = length; }
  }

  for (var column = 0u; column < settings.D; column += 8u) {
    state[(head * settings.D + row0) * settings.D + (column + 0u)] = x0_0; state[(head * settings.D + row0) * settings.D + (column + 1u)] = x0_1; state[(head * settings.D + row0) * settings.D + (column + 2u)] = x0_2; state[(head * settings.D + row0) * settings.D + (column + 3u)] = x0_3; state[(head * settings.D + row0) * settings.D + (column + 4u)] = x0_4; state[(head * settings.D + row0) * settings.D + (column + 5u)] = x0_5; state[(head * settings.D + row0) * settings.D + (column + 6u)] = x0_6; state[(head * settings.D + row0) * settings.D + (column + 7u)] = x0_7; let first0_0 = x0_0; let first0_1 = x0_1; let first0_2 = x0_2; let first0_3 = x0_3; let first0_4 = x0_4; let first0_5 = x0_5; let first0_6 = x0_6; let first0_7 = x0_7; x0_0 = x0_8; x0_1 = x0_9; x0_2 = x0_10; x0_3 = x0_11; x0_4 = x0_12; x0_5 = x0_13; x0_6 = x0_14; x0_7 = x0_15; x0_8 = first0_0; x0_9 = first0_1; x0_10 = first0_2; x0_11 = first0_3; x0_12 = first0_4; x0_13 = first0_5; x0_14 = first0_6; x0_15 = first0_7;
    state[(head * settings.D + row1) * settings.D + (column + 0u)] = x1_0; state[(head * settings.D + row1) * settings.D + (column + 1u)] = x1_1; state[(head * settings.D + row1) * settings.D + (column + 2u)] = x1_2; state[(head * settings.D + row1) * settings.D + (column + 3u)] = x1_3; state[(head * settings.D + row1) * settings.D + (column + 4u)] = x1_4; state[(head * settings.D + row1) * settings.D + (column + 5u)] = x1_5; state[(head * settings.D + row1) * settings.D + (column + 6u)] = x1_6; state[(head * settings.D + row1) * settings.D + (column + 7u)] = x1_7; let first1_0 = x1_0; let first1_1 = x1_1; let first1_2 = x1_2; let first1_3 = x1_3; let first1_4 = x1_4; let first1_5 = x1_5; let first1_6 = x1_6; let first1_7 = x1_7; x1_0 = x1_8; x1_1 = x1_9; x1_2 = x1_10; x1_3 = x1_11; x1_4 = x1_12; x1_5 = x1_13; x1_6 = x1_14; x1_7 = x1_15; x1_8 = first1_0; x1_9 = first1_1; x1_10 = first1_2; x1_11 = first1_3; x1_12 = first1_4; x1_13 = first1_5; x1_14 = first1_6; x1_15 = first1_7;
  }
  
}
