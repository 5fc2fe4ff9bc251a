// VLA gradient, every option, on a software device: gradient of what is read

struct Settings {
  begin: u32,
  end: u32,
  T: u32,
  heads: u32,
  D: u32,
  Dv: u32,
  errorBound: f32,
}
@group(0) @binding(0) var<storage, read> outputGradient: array<f32>;
@group(0) @binding(1) var<storage, read> work: array<f32>;
@group(0) @binding(2) var<storage, read> errors: array<f32>;
@group(0) @binding(3) var<storage, read> vGradient: array<f32>;
@group(0) @binding(4) var<storage, read_write> state: array<f32>;
@group(0) @binding(5) var<storage, read_write> kGradient: array<f32>;
@group(0) @binding(6) var<storage, read_write> reads: array<f32>;
@group(0) @binding(7) var<uniform> settings: Settings;

const THREADS = 64u;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = group.x + group.z * 65535u;
  if (head >= settings.heads) { return; }
  let D = settings.D;
  let DV = settings.Dv;
  let memory = (settings.heads * D + head * DV) * D;
  for (var t = settings.begin; t < settings.end; t++) {
    let token = head * settings.T + t;
    for (var j = id; j < D; j += THREADS) {
      let alpha = work[token * (D + 1u) + j];
      var recalled = 0.0;
      var answer = 0.0;
      for (var i = 0u; i < DV; i++) {
        let at = memory + i * D + j;
        recalled += state[at] * vGradient[token * DV + i];
        let entry = state[at] + errors[token * (DV + 1u) + i] * alpha;
        state[at] = entry;
        answer += entry * outputGradient[token * DV + i];
      }
      kGradient[token * D + j] = recalled;
      reads[token * D + j] = answer;
    }
  }
}
