// VLA gradient, every option, on a software device: gradient of the errors

struct Settings {
  begin: u32,
  end: u32,
  T: u32,
  heads: u32,
  D: u32,
  Dv: u32,
  errorBound: f32,
}
@group(0) @binding(0) var<storage, read> k: array<f32>;
@group(0) @binding(1) var<storage, read> reading: array<f32>;
@group(0) @binding(2) var<storage, read> outputGradient: array<f32>;
@group(0) @binding(3) var<storage, read> work: array<f32>;
@group(0) @binding(4) var<storage, read> errors: array<f32>;
@group(0) @binding(5) var<storage, read_write> R: array<f32>;
@group(0) @binding(6) var<storage, read_write> vGradient: array<f32>;
@group(0) @binding(7) var<storage, read_write> g: array<f32>;
@group(0) @binding(8) var<uniform> settings: Settings;

// In other places sizes are settings: loops of a length that is known take llvmpipe half a minute to compile.
const COLUMNS = 16u;
const ROWS = 16u;
const THREADS = 64u;

var<workgroup> lines: array<f32, ROWS>;
var<workgroup> columns: array<f32, COLUMNS>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = group.x + group.z * 65535u;
  if (head >= settings.heads) { return; }
  let D = settings.D;
  let DV = settings.Dv;
  let memory = head * DV * D;
  for (var step = settings.begin; step < settings.end; step++) {
    let token = head * settings.T + settings.T - 1u - step;
    let direction = token * (D + 1u);
    let error = token * (DV + 1u);
    for (var i = id; i < DV; i += THREADS) {
      let weight = outputGradient[token * DV + i];
      var f = 0.0;
      for (var j = 0u; j < D; j++) {
        let at = memory + i * D + j;
        let entry = R[at] + weight * reading[token * D + j];
        R[at] = entry;
        f += entry * work[direction + j];
      }
      lines[i] = f;
    }
    storageBarrier();
    workgroupBarrier();
    for (var j = id; j < D; j += THREADS) {
      var sum = 0.0;
      for (var i = 0u; i < DV; i++) { sum += R[memory + i * D + j] * errors[error + i]; }
      columns[j] = sum;
    }
    let length = errors[error + DV];
    var cut = 1.0;
    var along = 0.0;
    if (length > 0.0) {
      cut = settings.errorBound / (length + 1e-6);
      for (var i = 0u; i < DV; i++) { along += errors[error + i] * lines[i]; }
      along /= settings.errorBound * length;
    }
    storageBarrier();
    workgroupBarrier();
    for (var i = id; i < DV; i += THREADS) {
      let f = cut * lines[i] - along * errors[error + i];
      vGradient[token * DV + i] = f;
      for (var j = 0u; j < D; j++) { R[memory + i * D + j] -= f * k[token * D + j]; }
    }
    let divisor = work[direction + D];
    var across = 0.0;
    var squares = 0.0;
    for (var j = 0u; j < D; j++) {
      across += work[direction + j] * columns[j];
      squares += work[direction + j] * work[direction + j];
    }
    let share = select(squares, 1.0, divisor > 1e-12);
    for (var j = id; j < D; j += THREADS) {
      g[token * D + j] = share * (columns[j] - across * work[direction + j]) / divisor;
    }
    workgroupBarrier();
  }
}
