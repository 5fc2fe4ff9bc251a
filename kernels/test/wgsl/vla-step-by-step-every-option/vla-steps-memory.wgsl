// VLA, step by step, every option, on a software device: VLA steps, memory

struct Settings {
  begin: u32,
  end: u32,
  T: u32,
  heads: u32,
  D: u32,
  Dv: u32,
  firstToken: u32,
  tokens: u32,
  errorBound: f32,
  renormalizeAbove: f32,
}
@group(0) @binding(0) var<storage, read> k: array<f32>;
@group(0) @binding(1) var<storage, read> v: array<f32>;
@group(0) @binding(2) var<storage, read> work: array<f32>;
@group(0) @binding(3) var<storage, read> reading: array<f32>;
@group(0) @binding(4) var<storage, read> memoryDecay: array<f32>;
@group(0) @binding(5) var<storage, read_write> state: array<f32>;
@group(0) @binding(6) var<storage, read_write> output: array<f32>;
@group(0) @binding(7) var<storage, read_write> errors: array<f32>;
@group(0) @binding(8) var<uniform> settings: Settings;

// In other places sizes are settings: loops of a length that is known take llvmpipe half a minute to compile.
const LENGTH = 16u;
const THREADS = 64u;

var<workgroup> missed: array<f32, LENGTH>;
var<workgroup> sums: array<f32, THREADS>;

fn lengthOfMissed() -> f32 {
  var largest = 0.0;
  for (var i = 0u; i < settings.Dv; i++) { largest = max(largest, abs(missed[i])); }
  if (largest == 0.0) { return 0.0; }
  var squares = 0.0;
  for (var i = 0u; i < settings.Dv; i++) { squares += (missed[i] / largest) * (missed[i] / largest); }
  return largest * sqrt(squares);
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = group.x + group.z * 65535u;
  if (head >= settings.heads) { return; }
  let D = settings.D;
  let DV = settings.Dv;
  let memory = (settings.heads * D + head * DV) * D;
  for (var t = settings.begin; t < settings.end; t++) {
    let token = head * settings.T + t;
    let place = head * settings.tokens + t - settings.firstToken;
    for (var i = id; i < DV; i += THREADS) {
      var recalled = 0.0;
      for (var j = 0u; j < D; j++) {
        let at = memory + i * D + j;
        state[at] = memoryDecay[token] * state[at];
        recalled += state[at] * k[token * D + j];
      }
      missed[i] = v[token * DV + i] - recalled;
    }
    workgroupBarrier();
    let length = lengthOfMissed();
    let isLong = length > settings.errorBound;
    let cut = select(1.0, settings.errorBound / (length + 1e-6), isLong);
    
    var square = 0.0;
    for (var i = id; i < DV; i += THREADS) {
      let error = cut * missed[i];
      errors[token * DV + i] = error;
      var answer = 0.0;
      for (var j = 0u; j < D; j++) {
        let at = memory + i * D + j;
        let entry = state[at] + error * work[place * D + j];
        state[at] = entry;
        answer += entry * reading[place * D + j];
        square += entry * entry;
      }
      output[token * DV + i] = answer;
    }
    sums[id] = square;
    workgroupBarrier();
    var total = 0.0;
    for (var i = 0u; i < THREADS; i++) { total += sums[i]; }
    let norm = sqrt(total);
    if (norm > settings.renormalizeAbove) {
      for (var i = id; i < DV; i += THREADS) {
        for (var j = 0u; j < D; j++) { state[memory + i * D + j] /= norm; }
        output[token * DV + i] /= norm;
      }
    }
    workgroupBarrier();
  }
}
