// softmax attention gradient, on a software device: gradient of the queries

struct Settings {
  tokens: u32,
  T: u32,
  blocks: u32,
  blocksV: u32,
  scale: f32,
}
@group(0) @binding(0) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> v: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> outputGradient: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> sums: array<f32>;
@group(0) @binding(5) var<storage, read_write> qGradient: array<vec4<f32>>;
@group(0) @binding(6) var<uniform> settings: Settings;

const COUNT_D = 4u;
const COUNT_V = 4u;

var<private> query: array<vec4<f32>, COUNT_D>;
var<private> sum: array<vec4<f32>, COUNT_D>;
var<private> weight: array<vec4<f32>, COUNT_V>;
var<private> keys: array<vec4<f32>, COUNT_D>;

@compute @workgroup_size(32)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let own = (group.x + group.z * 65535u) * 32u + id;
  if (own >= settings.tokens) { return; }
  let T = settings.T;
  let blocks = settings.blocks;
  let blocksV = settings.blocksV;
  let scale = settings.scale;
  let first = own / T * T;
  for (var j = 0u; j < blocks; j++) { query[j] = q[own * 4u + j]; }
  for (var j = 0u; j < blocksV; j++) { weight[j] = outputGradient[own * 4u + j]; }
  var largest = -3.0e38;
  var total = 0.0;
  var mean = 0.0;
  // With p unnormalised: sum = Σ p (do·v) k and keys = Σ p k.
  for (var s = first; s <= own; s++) {
    var score = 0.0;
    for (var j = 0u; j < blocks; j++) { score += dot(query[j], k[s * 4u + j]); }
    score *= scale;
    var product = 0.0;
    for (var j = 0u; j < blocksV; j++) { product += dot(weight[j], v[s * 4u + j]); }
    let next = max(largest, score);
    let fade = exp(largest - next);
    let p = exp(score - next);
    largest = next;
    total = total * fade + p;
    mean = mean * fade + p * product;
    for (var j = 0u; j < blocks; j++) {
      let key = k[s * 4u + j];
      sum[j] = sum[j] * fade + (p * product) * key;
      keys[j] = keys[j] * fade + p * key;
    }
  }
  mean /= total;
  sums[2u * own] = largest + log(total);
  sums[2u * own + 1u] = mean;
  for (var j = 0u; j < blocks; j++) {
    let gradient = (scale / total) * (sum[j] - mean * keys[j]);
    qGradient[own * 4u + j] = gradient;
  }
}
