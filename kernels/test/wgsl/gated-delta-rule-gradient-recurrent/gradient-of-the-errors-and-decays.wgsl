// gated delta rule gradient, recurrent, on a software device: gradient of the errors and decays

struct Settings {
  begin: u32,
  end: u32,
  T: u32,
  invocations: u32,
  blocks: u32,
  perHead: u32,
  steps: u32,
  chunks: u32,
}
@group(0) @binding(0) var<storage, read> wide: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> gamma: array<f32>;
@group(0) @binding(2) var<storage, read_write> tall: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> vGradient: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> states: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read_write> decayParts: array<f32>;
@group(0) @binding(6) var<storage, read_write> initialMemoryGradient: array<vec4<f32>>;
@group(0) @binding(7) var<storage, read> finalMemoryGradient: array<vec4<f32>>;
@group(0) @binding(8) var<uniform> settings: Settings;

fn outerBlock(x: vec4<f32>, y: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(x * y.x, x * y.y, x * y.z, x * y.w);
}

/** Columns are four rows' numbers in four places: the sum over the places, row by row. */
fn productOfRows(x: mat4x4<f32>, y: mat4x4<f32>) -> vec4<f32> {
  return x[0] * y[0] + x[1] * y[1] + x[2] * y[2] + x[3] * y[3];
}

@compute @workgroup_size(8)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let index = (group.x + group.z * 65535u) * 8u + id;
  if (index >= settings.invocations) { return; }
  let T = settings.T;
  let blocks = settings.blocks;
  let perHead = settings.perHead;
  let steps = settings.steps;
  let chunks = settings.chunks;
  let head = index / perHead;
  let part = index % perHead;
  let four = part * 2u;
  let row = head * 16u + 4u * four;
  let last = head * 16u + 15u;
  let most = last - row;
  // Rows of S before step i of a block: before the first one as they were left, before the others after all of those.
  let kept = settings.invocations / perHead * chunks * 16u + head * steps * 16u + 4u * four;
  var X: array<mat4x4<f32>, 8>;
  if (settings.begin > 0u) { for (var j = 0u; j < blocks; j++) {  X[j] = transpose(mat4x4<f32>(initialMemoryGradient[min(row + 0u, last) * 4u + j], initialMemoryGradient[min(row + 1u, last) * 4u + j], initialMemoryGradient[min(row + 2u, last) * 4u + j], initialMemoryGradient[min(row + 3u, last) * 4u + j]));
    X[j + 4u] = transpose(mat4x4<f32>(initialMemoryGradient[min(row + 4u, last) * 4u + j], initialMemoryGradient[min(row + 5u, last) * 4u + j], initialMemoryGradient[min(row + 6u, last) * 4u + j], initialMemoryGradient[min(row + 7u, last) * 4u + j])); } } else { for (var j = 0u; j < blocks; j++) {  X[j] = transpose(mat4x4<f32>(finalMemoryGradient[min(row + 0u, last) * 4u + j], finalMemoryGradient[min(row + 1u, last) * 4u + j], finalMemoryGradient[min(row + 2u, last) * 4u + j], finalMemoryGradient[min(row + 3u, last) * 4u + j]));
    X[j + 4u] = transpose(mat4x4<f32>(finalMemoryGradient[min(row + 4u, last) * 4u + j], finalMemoryGradient[min(row + 5u, last) * 4u + j], finalMemoryGradient[min(row + 6u, last) * 4u + j], finalMemoryGradient[min(row + 7u, last) * 4u + j])); } }
  for (var step = settings.begin; step < settings.end; step++) {
    let chunk = chunks - 1u - step;
    let first = head * T + chunk * steps;
    let count = min(steps, T - chunk * steps);
    let start = (head * chunks + chunk) * 16u + 4u * four;

    for (var i = 0u; i + 1u < count; i++) {
      let token = first + i;
      let decay = gamma[token];
      let before = select(kept + i * 16u, start, i == 0u);
      let after = kept + (i + 1u) * 16u;
      let error0 = tall[(3u * token + 1u) * 4u + (four + 0u)];
    let error1 = tall[(3u * token + 1u) * 4u + (four + 1u)];
      for (var j = 0u; j < blocks; j++) {
        let along = wide[(3u * token + 1u) * 4u + j];
        {
          let next = transpose(decay * transpose(mat4x4<f32>(states[(before + min(0u, most)) * 4u + j], states[(before + min(1u, most)) * 4u + j], states[(before + min(2u, most)) * 4u + j], states[(before + min(3u, most)) * 4u + j])) + outerBlock(error0, along));
          for (var c = 0u; c < 4u && 0u + c <= most; c++) {
            let line = next[c];
            states[(after + 0u + c) * 4u + j] = line;
          }
        }
    {
          let next = transpose(decay * transpose(mat4x4<f32>(states[(before + min(4u, most)) * 4u + j], states[(before + min(5u, most)) * 4u + j], states[(before + min(6u, most)) * 4u + j], states[(before + min(7u, most)) * 4u + j])) + outerBlock(error1, along));
          for (var c = 0u; c < 4u && 4u + c <= most; c++) {
            let line = next[c];
            states[(after + 4u + c) * 4u + j] = line;
          }
        }
      }
    }

    for (var i = count; i > 0u; i--) {
      let token = first + i - 1u;
      let decay = gamma[token];
      let before = select(kept + (i - 1u) * 16u, start, i == 1u);
      let weight0 = tall[(3u * token + 0u) * 4u + (four + 0u)]; var f0 = vec4<f32>(); var product0 = vec4<f32>();
    let weight1 = tall[(3u * token + 0u) * 4u + (four + 1u)]; var f1 = vec4<f32>(); var product1 = vec4<f32>();
      { let query = wide[(3u * token + 0u) * 4u + 0u]; let along = wide[(3u * token + 1u) * 4u + 0u]; X[0u] += outerBlock(weight0, query); f0 += X[0u] * along;
    X[0u + 4u] += outerBlock(weight1, query); f1 += X[0u + 4u] * along; }
    { let query = wide[(3u * token + 0u) * 4u + 1u]; let along = wide[(3u * token + 1u) * 4u + 1u]; X[1u] += outerBlock(weight0, query); f0 += X[1u] * along;
    X[1u + 4u] += outerBlock(weight1, query); f1 += X[1u + 4u] * along; }
    { let query = wide[(3u * token + 0u) * 4u + 2u]; let along = wide[(3u * token + 1u) * 4u + 2u]; X[2u] += outerBlock(weight0, query); f0 += X[2u] * along;
    X[2u + 4u] += outerBlock(weight1, query); f1 += X[2u + 4u] * along; }
    { let query = wide[(3u * token + 0u) * 4u + 3u]; let along = wide[(3u * token + 1u) * 4u + 3u]; X[3u] += outerBlock(weight0, query); f0 += X[3u] * along;
    X[3u + 4u] += outerBlock(weight1, query); f1 += X[3u + 4u] * along; }
      { let key = wide[(3u * token + 2u) * 4u + 0u]; X[0u] -= outerBlock(f0, key);
      product0 += productOfRows(X[0u], transpose(mat4x4<f32>(states[(before + min(0u, most)) * 4u + 0u], states[(before + min(1u, most)) * 4u + 0u], states[(before + min(2u, most)) * 4u + 0u], states[(before + min(3u, most)) * 4u + 0u]))); X[0u] *= decay;
    X[0u + 4u] -= outerBlock(f1, key);
      product1 += productOfRows(X[0u + 4u], transpose(mat4x4<f32>(states[(before + min(4u, most)) * 4u + 0u], states[(before + min(5u, most)) * 4u + 0u], states[(before + min(6u, most)) * 4u + 0u], states[(before + min(7u, most)) * 4u + 0u]))); X[0u + 4u] *= decay; }
    { let key = wide[(3u * token + 2u) * 4u + 1u]; X[1u] -= outerBlock(f0, key);
      product0 += productOfRows(X[1u], transpose(mat4x4<f32>(states[(before + min(0u, most)) * 4u + 1u], states[(before + min(1u, most)) * 4u + 1u], states[(before + min(2u, most)) * 4u + 1u], states[(before + min(3u, most)) * 4u + 1u]))); X[1u] *= decay;
    X[1u + 4u] -= outerBlock(f1, key);
      product1 += productOfRows(X[1u + 4u], transpose(mat4x4<f32>(states[(before + min(4u, most)) * 4u + 1u], states[(before + min(5u, most)) * 4u + 1u], states[(before + min(6u, most)) * 4u + 1u], states[(before + min(7u, most)) * 4u + 1u]))); X[1u + 4u] *= decay; }
    { let key = wide[(3u * token + 2u) * 4u + 2u]; X[2u] -= outerBlock(f0, key);
      product0 += productOfRows(X[2u], transpose(mat4x4<f32>(states[(before + min(0u, most)) * 4u + 2u], states[(before + min(1u, most)) * 4u + 2u], states[(before + min(2u, most)) * 4u + 2u], states[(before + min(3u, most)) * 4u + 2u]))); X[2u] *= decay;
    X[2u + 4u] -= outerBlock(f1, key);
      product1 += productOfRows(X[2u + 4u], transpose(mat4x4<f32>(states[(before + min(4u, most)) * 4u + 2u], states[(before + min(5u, most)) * 4u + 2u], states[(before + min(6u, most)) * 4u + 2u], states[(before + min(7u, most)) * 4u + 2u]))); X[2u + 4u] *= decay; }
    { let key = wide[(3u * token + 2u) * 4u + 3u]; X[3u] -= outerBlock(f0, key);
      product0 += productOfRows(X[3u], transpose(mat4x4<f32>(states[(before + min(0u, most)) * 4u + 3u], states[(before + min(1u, most)) * 4u + 3u], states[(before + min(2u, most)) * 4u + 3u], states[(before + min(3u, most)) * 4u + 3u]))); X[3u] *= decay;
    X[3u + 4u] -= outerBlock(f1, key);
      product1 += productOfRows(X[3u + 4u], transpose(mat4x4<f32>(states[(before + min(4u, most)) * 4u + 3u], states[(before + min(5u, most)) * 4u + 3u], states[(before + min(6u, most)) * 4u + 3u], states[(before + min(7u, most)) * 4u + 3u]))); X[3u + 4u] *= decay; }
      tall[(3u * token + 2u) * 4u + (four + 0u)] = f0;
      vGradient[token * 4u + (four + 0u)] = f0;
    tall[(3u * token + 2u) * 4u + (four + 1u)] = f1;
      vGradient[token * 4u + (four + 1u)] = f1;
      // A row past the last one is that one again.
      decayParts[token * perHead + part] = dot(product0, select(vec4<f32>(), vec4<f32>(1.0), vec4<u32>(0, 1, 2, 3) + 0u <= vec4<u32>(most))) + dot(product1, select(vec4<f32>(), vec4<f32>(1.0), vec4<u32>(0, 1, 2, 3) + 4u <= vec4<u32>(most)));
    }
  }
  for (var j = 0u; j < blocks; j++) {  { let lines = transpose(X[j]);
    for (var c = 0u; c < min(4u, last + 1u - row); c++) { let line = lines[c]; initialMemoryGradient[(row + 0u + c) * 4u + j] = line; } }
    { let lines = transpose(X[j + 4u]);
    for (var c = 0u; c < min(4u, last + 1u - row); c++) { let line = lines[c]; initialMemoryGradient[(row + 4u + c) * 4u + j] = line; } } }
}
