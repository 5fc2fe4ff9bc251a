// VLA gradient, every option, on a software device: gradient of A

struct Settings {
  begin: u32,
  end: u32,
  T: u32,
  heads: u32,
  D: u32,
  R: u32,
}
@group(0) @binding(0) var<storage, read> q: array<f32>;
@group(0) @binding(1) var<storage, read> k: array<f32>;
@group(0) @binding(2) var<storage, read> u: array<f32>;
@group(0) @binding(3) var<storage, read> g: array<f32>;
@group(0) @binding(4) var<storage, read> reads: array<f32>;
@group(0) @binding(5) var<storage, read> updates: array<f32>;
@group(0) @binding(6) var<storage, read_write> G: array<f32>;
@group(0) @binding(7) var<storage, read_write> products: array<f32>;
@group(0) @binding(8) var<uniform> settings: Settings;

// In other places sizes are settings: loops of a length that is known take llvmpipe half a minute to compile.
const LENGTH = 16u;
const THREADS = 64u;

var<workgroup> shown: array<f32, LENGTH>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = group.x + group.z * 65535u;
  if (head >= settings.heads) { return; }
  let D = settings.D;
  let matrix = head * D * D;
  for (var step = settings.begin; step < settings.end; step++) {
    let token = head * settings.T + settings.T - 1u - step;
    let first = token * D;
    for (var i = id; i < D; i += THREADS) {
      for (var j = 0u; j < D; j++) {
        let change = g[first + i] * k[first + j] + k[first + i] * g[first + j];
        let read = reads[first + i] * q[first + j] + q[first + i] * reads[first + j];
        G[matrix + i * D + j] += 0.5 * (change + read);
      }
    }
    for (var n = 1u; n <= settings.R; n++) {
      let place = token * settings.R + settings.R - n;
      let update = place * (D + 1u);
      let delta = updates[update + D];
      // A skipped update has δ = 0.
      let factor = select(0.0, 1.0 / delta, delta != 0.0);
      for (var i = id; i < D; i += THREADS) {
        var h = 0.0;
        for (var j = 0u; j < D; j++) { h += G[matrix + i * D + j] * updates[update + j]; }
        h *= factor;
        shown[i] = h;
        products[place * D + i] = h;
      }
      workgroupBarrier();
      var along = 0.0;
      for (var j = 0u; j < D; j++) { along += factor * updates[update + j] * shown[j]; }
      if (delta != 0.0) {
        for (var i = id; i < D; i += THREADS) {
          let ui = u[place * D + i];
          let back = shown[i] - along * ui;
          for (var j = 0u; j < D; j++) { G[matrix + i * D + j] -= ui * shown[j] + back * u[place * D + j]; }
        }
      }
      workgroupBarrier();
    }
  }
}
