// VLA gradient, every option, on a software device: VLA steps, penalty

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
@group(0) @binding(1) var<storage, read> q: array<f32>;
@group(0) @binding(2) var<storage, read> u: array<f32>;
@group(0) @binding(3) var<storage, read_write> state: array<f32>;
@group(0) @binding(4) var<storage, read_write> work: array<f32>;
@group(0) @binding(5) var<storage, read_write> reading: array<f32>;
@group(0) @binding(6) var<storage, read_write> updates: array<f32>;
@group(0) @binding(7) var<uniform> settings: Settings;

/** The place of a token's write direction in the workspace. */
fn directionPlace(head: u32, t: u32) -> u32 { return head * settings.tokens + t - settings.firstToken; }

const UNIT = 1e-18;

/** What A_t k is divided by, from its squared length as it is and with numbers in units of 1e18. */
fn lengthOf(squares: vec2<f32>) -> f32 {
  let length = select(sqrt(squares.x), sqrt(squares.y) / UNIT, squares.x > 1e36);
  return select(1.0, max(length, 1e-12), settings.normalized == 1u);
}

// In other places sizes are settings: loops of a length that is known take llvmpipe half a minute to compile.
const LENGTH = 16u;
const THREADS = 64u;

// z of a direction, then A_t k.
var<workgroup> shown: array<f32, LENGTH>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = group.x + group.z * 65535u;
  if (head >= settings.heads) { return; }
  let D = settings.D;
  let inverse = head * D * D;
  var skips = 0.0;
  for (var t = settings.begin; t < settings.end; t++) {
    let token = head * settings.T + t;
    let place = directionPlace(head, t);
    let isNudged = t + 1u >= settings.firstNudge && (t + 1u - settings.firstNudge) % settings.period == 0u;
    var lost = false;
    for (var r = 0u; r < settings.R; r++) {
      let direction = (token * settings.R + r) * D;
      
      for (var i = id; i < D; i += THREADS) {
        var z = 0.0;
        for (var j = 0u; j < D; j++) {
          let at = inverse + i * D + j;
          
          z += state[at] * u[direction + j];
        }
        shown[i] = z;
        updates[(token * settings.R + r) * (D + 1u) + i] = z;
      }
      workgroupBarrier();
      var delta = 1.0;
      for (var j = 0u; j < D; j++) { delta += u[direction + j] * shown[j]; }
      let skipped = (bitcast<u32>(delta) & 0x7f800000u) == 0x7f800000u || abs(delta) < settings.deltaFloor;
      if (id == 0u) { updates[(token * settings.R + r) * (D + 1u) + D] = select(delta, 0.0, skipped); }
      lost = lost || delta < settings.leastDelta;
      let nudge = select(0.0, settings.epsilon, isNudged && r + 1u == settings.R);
      let addition = nudge + select(0.0, settings.deltaFloor, skipped);
      for (var i = id; i < D; i += THREADS) {
        // The same two numbers are multiplied for A_ij and A_ji, so A stays symmetric to the bit.
        if (!skipped) {
          for (var j = 0u; j < D; j++) { state[inverse + i * D + j] -= shown[i] * shown[j] / delta; }
        }
        state[inverse + i * D + i] += addition;
      }
      skips += select(0.0, 1.0, skipped);
      workgroupBarrier();
    }
    for (var i = id; i < D; i += THREADS) {
      var a = 0.0;
      var through = 0.0;
      for (var j = 0u; j < D; j++) {
        let entry = state[inverse + i * D + j];
        a += entry * k[token * D + j];
        through += entry * q[token * D + j];
      }
      shown[i] = a;
      reading[place * D + i] = through;
    }
    workgroupBarrier();
    var squares = vec2<f32>();
    for (var j = 0u; j < D; j++) {
      let a = shown[j];
      squares += vec2<f32>(a * a, (UNIT * a) * (UNIT * a));
    }
    // An A that rounding has eaten: infinity goes into α, and from there into the output of this step.
    let length = lengthOf(squares);
    for (var i = id; i < D; i += THREADS) { work[place * (D + 1u) + i] = select(shown[i] / length, settings.infinity, lost); }
    if (id == 0u) { work[place * (D + 1u) + D] = length; }
    workgroupBarrier();
  }
  if (id == 0u) { state[settings.heads * (D + settings.Dv) * D + head] += skips; }
}
