// VLA gradient, recurrent, on a software device: updates of A

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
@group(0) @binding(0) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> u: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> state: array<f32>;
@group(0) @binding(3) var<storage, read_write> work: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> updates: array<vec4<f32>>;
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


fn outerBlock(x: vec4<f32>, y: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(x * y.x, x * y.y, x * y.z, x * y.w);
}

// z of this direction and of the last one; zeros, in place of one that is skipped.
var<workgroup> sharedZ: array<array<vec4<f32>, 4>, 3>;
// Each invocation's part of uᵀz, zᵀk, and ‖A_t k‖² of the last token in two units.
var<workgroup> sums: array<array<vec4<f32>, 2>, 2>;

/** Four rows of A, column by column; zeros after its end. */
fn readRows(head: u32, row: u32, j: u32) -> mat4x4<f32> {
  var rows = mat4x4<f32>();
  for (var i = 0u; i < 16u; i++) {
    let at = vec2<u32>(row + i / 4u, 4u * j + i % 4u);
    if (all(at < vec2<u32>(settings.D))) { rows[i % 4u][i / 4u] = state[(head * settings.D + at.x) * settings.D + at.y]; }
  }
  return rows;
}

fn writeRows(head: u32, row: u32, j: u32, columns: mat4x4<f32>) {
  var rows = columns;
  for (var i = 0u; i < 16u; i++) {
    let at = vec2<u32>(row + i / 4u, 4u * j + i % 4u);
    if (all(at < vec2<u32>(settings.D))) { state[(head * settings.D + at.x) * settings.D + at.y] = rows[i % 4u][i / 4u]; }
  }
}

/** The squared length of a vector as it is, and with numbers that squares of long ones don't leave float32 with. */
fn squares(x: vec4<f32>) -> vec4<f32> { return vec4<f32>(0.0, 0.0, dot(x, x), dot(UNIT * x, UNIT * x)); }

@compute @workgroup_size(2)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = group.x + group.z * 65535u;
  if (head >= settings.heads) { return; }
  let blocks = (settings.D + 3u) / 4u;
  let threads = (blocks + 1u) / 2u;
  let four = id * 2u;
  var A0: array<mat4x4<f32>, 4>; var update0 = vec4<f32>(); var last0 = vec4<f32>();
    var A1: array<mat4x4<f32>, 4>; var update1 = vec4<f32>(); var last1 = vec4<f32>();
  if (settings.begin == 0u) { let addition = settings.inverse; if (four + 0u < blocks) { A0[four + 0u][0].x += addition; A0[four + 0u][1].y += addition; A0[four + 0u][2].z += addition; A0[four + 0u][3].w += addition; }
    if (four + 1u < blocks) { A1[four + 1u][0].x += addition; A1[four + 1u][1].y += addition; A1[four + 1u][2].z += addition; A1[four + 1u][3].w += addition; } } else {
  for (var j = 0u; j < blocks; j++) { A0[j] = readRows(head, 4u * (four + 0u), j);
    A1[j] = readRows(head, 4u * (four + 1u), j); } }
  // The update that waits: A ← A − update · (scale · sharedZ[waiting])ᵀ
  var waiting = 2u;
  var scale = 0.0;
  var side = 0u;
  var skips = 0.0;
  var total = vec4<f32>();

  for (var t = settings.begin; t < settings.end; t++) {
    let token = head * settings.T + t;
    let isNudged = t + 1u >= settings.firstNudge && (t + 1u - settings.firstNudge) % settings.period == 0u;
    let nudge = select(0.0, settings.epsilon, isNudged);
    var next0 = vec4<f32>();
    var next1 = vec4<f32>();
    { let r = 0u;
      let direction = token * settings.R + r;
      var y0 = vec4<f32>(); var z0 = vec4<f32>();
    var y1 = vec4<f32>(); var z1 = vec4<f32>();
      { let before = scale * sharedZ[waiting][0u];
      let key = k[token * 4u + 0u];
      let penalty = u[direction * 4u + 0u];
      A0[0u] -= outerBlock(update0, before); z0 += A0[0u] * penalty; y0 += A0[0u] * key;
    A1[0u] -= outerBlock(update1, before); z1 += A1[0u] * penalty; y1 += A1[0u] * key; }
    { let before = scale * sharedZ[waiting][1u];
      let key = k[token * 4u + 1u];
      let penalty = u[direction * 4u + 1u];
      A0[1u] -= outerBlock(update0, before); z0 += A0[1u] * penalty; y0 += A0[1u] * key;
    A1[1u] -= outerBlock(update1, before); z1 += A1[1u] * penalty; y1 += A1[1u] * key; }
    { let before = scale * sharedZ[waiting][2u];
      let key = k[token * 4u + 2u];
      let penalty = u[direction * 4u + 2u];
      A0[2u] -= outerBlock(update0, before); z0 += A0[2u] * penalty; y0 += A0[2u] * key;
    A1[2u] -= outerBlock(update1, before); z1 += A1[2u] * penalty; y1 += A1[2u] * key; }
    { let before = scale * sharedZ[waiting][3u];
      let key = k[token * 4u + 3u];
      let penalty = u[direction * 4u + 3u];
      A0[3u] -= outerBlock(update0, before); z0 += A0[3u] * penalty; y0 += A0[3u] * key;
    A1[3u] -= outerBlock(update1, before); z1 += A1[3u] * penalty; y1 += A1[3u] * key; }
      var sum = vec4<f32>();
      sharedZ[side][four + 0u] = z0;
      sum += squares(last0);
      if (true) {
        sum += vec4<f32>(dot(z0, u[direction * 4u + (four + 0u)]), dot(z0, k[token * 4u + (four + 0u)]), 0.0, 0.0);
      }
    sharedZ[side][four + 1u] = z1;
      sum += squares(last1);
      if (true) {
        sum += vec4<f32>(dot(z1, u[direction * 4u + (four + 1u)]), dot(z1, k[token * 4u + (four + 1u)]), 0.0, 0.0);
      }
      sums[side][id] = sum;
      workgroupBarrier();
      total = vec4<f32>();
      for (var i = 0u; i < threads; i++) { total += sums[side][i]; }
      if (t > settings.begin && r == 0u) {
        let place = directionPlace(head, t - 1u);
        let before = token - 1u;
        let length = lengthOf(total.zw);
  { let direction = (1.0 / length) * last0; if (true) { work[place * 4u + (four + 0u)] = direction; } }
    { let direction = (1.0 / length) * last1; if (true) { work[place * 4u + (four + 1u)] = direction; } }
  if (id == 0u) { lengths[before] = length; }
      }
      let delta = 1.0 + total.x;
      let skipped = (bitcast<u32>(delta) & 0x7f800000u) == 0x7f800000u || abs(delta) < settings.deltaFloor;
      // An A that rounding has eaten: infinity goes into α, and from there into the output of this step.
      let shrink = select(select(total.y / delta, 0.0, skipped), settings.infinity, delta < settings.leastDelta);
      let extra = select(0.0, settings.deltaFloor, skipped);
      scale = select(1.0 / sqrt(abs(delta)), 0.0, skipped);
      waiting = select(side, 2u, skipped);
      side = 1u - side;
      let signed = select(scale, -scale, delta < 0.0);
      let addition = extra + select(0.0, nudge, r + 1u == settings.R);
      z0 = select(z0, vec4<f32>(), skipped);
      { let y = scale * z0; if (true) { updates[direction * 4u + (four + 0u)] = y; } }
      update0 = signed * z0;
      next0 = y0 - shrink * z0;
      if (addition != 0.0 && four + 0u < blocks) {
        next0 += addition * k[token * 4u + (four + 0u)];
        A0[four + 0u][0].x += addition; A0[four + 0u][1].y += addition; A0[four + 0u][2].z += addition; A0[four + 0u][3].w += addition;
      }
    z1 = select(z1, vec4<f32>(), skipped);
      { let y = scale * z1; if (true) { updates[direction * 4u + (four + 1u)] = y; } }
      update1 = signed * z1;
      next1 = y1 - shrink * z1;
      if (addition != 0.0 && four + 1u < blocks) {
        next1 += addition * k[token * 4u + (four + 1u)];
        A1[four + 1u][0].x += addition; A1[four + 1u][1].y += addition; A1[four + 1u][2].z += addition; A1[four + 1u][3].w += addition;
      }
      skips += select(0.0, 1.0, skipped);
    }
    last0 = next0;
    last1 = next1;
  }

  var sum = vec4<f32>();
  sum += squares(last0);
    sum += squares(last1);
  sums[side][id] = sum;
  workgroupBarrier();
  total = vec4<f32>();
  for (var i = 0u; i < threads; i++) { total += sums[side][i]; }
  let place = directionPlace(head, settings.end - 1u);
  let before = head * settings.T + settings.end - 1u;
  let length = lengthOf(total.zw);
  { let direction = (1.0 / length) * last0; if (true) { work[place * 4u + (four + 0u)] = direction; } }
    { let direction = (1.0 / length) * last1; if (true) { work[place * 4u + (four + 1u)] = direction; } }
  if (id == 0u) { lengths[before] = length; }
  for (var j = 0u; j < blocks; j++) {
    let before = scale * sharedZ[waiting][j];
    writeRows(head, 4u * (four + 0u), j, A0[j] - outerBlock(update0, before));
    writeRows(head, 4u * (four + 1u), j, A1[j] - outerBlock(update1, before));
  }
  
}
