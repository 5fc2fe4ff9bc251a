// VLA gradient, every option, on a software device: gradient of keys and directions

struct Settings {
  begin: u32,
  end: u32,
  T: u32,
  heads: u32,
  D: u32,
  R: u32,
  firstNudge: u32,
  period: u32,
  epsilon: f32,
  deltaFloor: f32,
}
@group(0) @binding(0) var<storage, read> updates: array<f32>;
@group(0) @binding(1) var<storage, read> products: array<f32>;
@group(0) @binding(2) var<storage, read> g: array<f32>;
@group(0) @binding(3) var<storage, read> reads: array<f32>;
@group(0) @binding(4) var<storage, read_write> state: array<f32>;
@group(0) @binding(5) var<storage, read_write> kGradient: array<f32>;
@group(0) @binding(6) var<storage, read_write> qGradient: array<f32>;
@group(0) @binding(7) var<storage, read_write> uGradient: array<f32>;
@group(0) @binding(8) var<uniform> settings: Settings;

const THREADS = 64u;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = group.x + group.z * 65535u;
  if (head >= settings.heads) { return; }
  let D = settings.D;
  let inverse = head * D * D;
  for (var t = settings.begin; t < settings.end; t++) {
    let token = head * settings.T + t;
    let isNudged = t + 1u >= settings.firstNudge && (t + 1u - settings.firstNudge) % settings.period == 0u;
    for (var i = id; i < D; i += THREADS) {
      let row = inverse + i * D;
      for (var r = 0u; r < settings.R; r++) {
        let place = token * settings.R + r;
        let update = place * (D + 1u);
        let delta = updates[update + D];
        let z = updates[update + i];
        var change = 0.0;
        for (var j = 0u; j < D; j++) {
          var entry = state[row + j];
          if (delta != 0.0) { entry -= z * updates[update + j] / delta; }
          state[row + j] = entry;
          change += entry * products[place * D + j];
        }
        if (delta == 0.0) { state[row + i] += settings.deltaFloor; }
        uGradient[place * D + i] = -2.0 * change;
      }
      state[row + i] += select(0.0, settings.epsilon, isNudged);
      var beta = 0.0;
      var query = 0.0;
      for (var j = 0u; j < D; j++) {
        beta += state[row + j] * g[token * D + j];
        query += state[row + j] * reads[token * D + j];
      }
      kGradient[token * D + i] = beta - kGradient[token * D + i];
      qGradient[token * D + i] = query;
    }
  }
}
