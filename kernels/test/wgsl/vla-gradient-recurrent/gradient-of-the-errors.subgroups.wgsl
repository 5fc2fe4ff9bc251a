// VLA gradient, recurrent, in subgroups of 8, on a software device with subgroups of 8: gradient of the errors

enable subgroups;
diagnostic(off, subgroup_uniformity);

struct Settings {
  begin: u32,
  end: u32,
  T: u32,
  invocations: u32,
  columns: u32,
  perHead: u32,
  diagonal: f32,
}
@group(0) @binding(0) var<storage, read> outputGradient: array<f32>;
@group(0) @binding(1) var<storage, read> q: array<f32>;
@group(0) @binding(2) var<storage, read> directions: array<f32>;
@group(0) @binding(3) var<storage, read> k: array<f32>;
@group(0) @binding(4) var<storage, read_write> vGradient: array<f32>;
@group(0) @binding(5) var<storage, read_write> initialMemoryGradient: array<f32>;
@group(0) @binding(6) var<storage, read> finalMemoryGradient: array<f32>;
@group(0) @binding(7) var<uniform> settings: Settings;

alias Part = f32;
fn product(x: Part, y: Part) -> f32 { return x * y; }
fn outerBlock(x: Part, y: Part) -> Part { return x * y; }

@compute @workgroup_size(8)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(subgroup_invocation_id) lane: u32) {
  let index = group.x + group.z * 65535u;
  if (index >= settings.invocations) { return; }
  let T = settings.T;
  let head = index / settings.perHead;
  let first = index % settings.perHead * 16u;
  let row0 = first + 0u + lane; var x0_0 = 0.0; var x0_1 = 0.0; var x0_2 = 0.0; var x0_3 = 0.0; var x0_4 = 0.0; var x0_5 = 0.0; var x0_6 = 0.0; var x0_7 = 0.0; var x0_8 = 0.0; var x0_9 = 0.0; var x0_10 = 0.0; var x0_11 = 0.0; var x0_12 = 0.0; var x0_13 = 0.0; var x0_14 = 0.0; var x0_15 = 0.0;
    let row1 = first + 8u + lane; var x1_0 = 0.0; var x1_1 = 0.0; var x1_2 = 0.0; var x1_3 = 0.0; var x1_4 = 0.0; var x1_5 = 0.0; var x1_6 = 0.0; var x1_7 = 0.0; var x1_8 = 0.0; var x1_9 = 0.0; var x1_10 = 0.0; var x1_11 = 0.0; var x1_12 = 0.0; var x1_13 = 0.0; var x1_14 = 0.0; var x1_15 = 0.0;
  if (settings.begin > 0u) { for (var column = 0u; column < settings.columns; column += 8u) {
    x0_0 = x0_8; x0_1 = x0_9; x0_2 = x0_10; x0_3 = x0_11; x0_4 = x0_12; x0_5 = x0_13; x0_6 = x0_14; x0_7 = x0_15; x0_8 = initialMemoryGradient[((head * 16u) + row0) * 16u + (column + 0u)]; x0_9 = initialMemoryGradient[((head * 16u) + row0) * 16u + (column + 1u)]; x0_10 = initialMemoryGradient[((head * 16u) + row0) * 16u + (column + 2u)]; x0_11 = initialMemoryGradient[((head * 16u) + row0) * 16u + (column + 3u)]; x0_12 = initialMemoryGradient[((head * 16u) + row0) * 16u + (column + 4u)]; x0_13 = initialMemoryGradient[((head * 16u) + row0) * 16u + (column + 5u)]; x0_14 = initialMemoryGradient[((head * 16u) + row0) * 16u + (column + 6u)]; x0_15 = initialMemoryGradient[((head * 16u) + row0) * 16u + (column + 7u)];
    x1_0 = x1_8; x1_1 = x1_9; x1_2 = x1_10; x1_3 = x1_11; x1_4 = x1_12; x1_5 = x1_13; x1_6 = x1_14; x1_7 = x1_15; x1_8 = initialMemoryGradient[((head * 16u) + row1) * 16u + (column + 0u)]; x1_9 = initialMemoryGradient[((head * 16u) + row1) * 16u + (column + 1u)]; x1_10 = initialMemoryGradient[((head * 16u) + row1) * 16u + (column + 2u)]; x1_11 = initialMemoryGradient[((head * 16u) + row1) * 16u + (column + 3u)]; x1_12 = initialMemoryGradient[((head * 16u) + row1) * 16u + (column + 4u)]; x1_13 = initialMemoryGradient[((head * 16u) + row1) * 16u + (column + 5u)]; x1_14 = initialMemoryGradient[((head * 16u) + row1) * 16u + (column + 6u)]; x1_15 = initialMemoryGradient[((head * 16u) + row1) * 16u + (column + 7u)];
  } } else { for (var column = 0u; column < settings.columns; column += 8u) {
    x0_0 = x0_8; x0_1 = x0_9; x0_2 = x0_10; x0_3 = x0_11; x0_4 = x0_12; x0_5 = x0_13; x0_6 = x0_14; x0_7 = x0_15; x0_8 = finalMemoryGradient[(head * 16u + row0) * 16u + (column + 0u)]; x0_9 = finalMemoryGradient[(head * 16u + row0) * 16u + (column + 1u)]; x0_10 = finalMemoryGradient[(head * 16u + row0) * 16u + (column + 2u)]; x0_11 = finalMemoryGradient[(head * 16u + row0) * 16u + (column + 3u)]; x0_12 = finalMemoryGradient[(head * 16u + row0) * 16u + (column + 4u)]; x0_13 = finalMemoryGradient[(head * 16u + row0) * 16u + (column + 5u)]; x0_14 = finalMemoryGradient[(head * 16u + row0) * 16u + (column + 6u)]; x0_15 = finalMemoryGradient[(head * 16u + row0) * 16u + (column + 7u)];
    x1_0 = x1_8; x1_1 = x1_9; x1_2 = x1_10; x1_3 = x1_11; x1_4 = x1_12; x1_5 = x1_13; x1_6 = x1_14; x1_7 = x1_15; x1_8 = finalMemoryGradient[(head * 16u + row1) * 16u + (column + 0u)]; x1_9 = finalMemoryGradient[(head * 16u + row1) * 16u + (column + 1u)]; x1_10 = finalMemoryGradient[(head * 16u + row1) * 16u + (column + 2u)]; x1_11 = finalMemoryGradient[(head * 16u + row1) * 16u + (column + 3u)]; x1_12 = finalMemoryGradient[(head * 16u + row1) * 16u + (column + 4u)]; x1_13 = finalMemoryGradient[(head * 16u + row1) * 16u + (column + 5u)]; x1_14 = finalMemoryGradient[(head * 16u + row1) * 16u + (column + 6u)]; x1_15 = finalMemoryGradient[(head * 16u + row1) * 16u + (column + 7u)];
  } }
  var f0 = Part();
    var f1 = Part();
  var previous = head * T + T - 1u - settings.begin;
  for (var step = settings.begin; step < settings.end; step++) {
    let token = head * T + T - 1u - step;
    let weight0 = outputGradient[token * 16u + row0]; var sum0 = Part();
    let weight1 = outputGradient[token * 16u + row1]; var sum1 = Part();
    { let loaded0_0 = q[token * 16u + 0u + lane];
    let loaded0_1 = q[token * 16u + 8u + lane];
    let loaded1_0 = directions[token * 16u + 0u + lane];
    let loaded1_1 = directions[token * 16u + 8u + lane];
    let loaded2_0 = k[previous * 16u + 0u + lane];
    let loaded2_1 = k[previous * 16u + 8u + lane];
    { let query = subgroupBroadcast(loaded0_0, 0u); let direction = subgroupBroadcast(loaded1_0, 0u);
    let key = subgroupBroadcast(loaded2_0, 0u); x0_0 += outerBlock(weight0, query) - outerBlock(f0, key);
    sum0 += x0_0 * direction; x1_0 += outerBlock(weight1, query) - outerBlock(f1, key);
    sum1 += x1_0 * direction; }
    { let query = subgroupBroadcast(loaded0_0, 1u); let direction = subgroupBroadcast(loaded1_0, 1u);
    let key = subgroupBroadcast(loaded2_0, 1u); x0_1 += outerBlock(weight0, query) - outerBlock(f0, key);
    sum0 += x0_1 * direction; x1_1 += outerBlock(weight1, query) - outerBlock(f1, key);
    sum1 += x1_1 * direction; }
    { let query = subgroupBroadcast(loaded0_0, 2u); let direction = subgroupBroadcast(loaded1_0, 2u);
    let key = subgroupBroadcast(loaded2_0, 2u); x0_2 += outerBlock(weight0, query) - outerBlock(f0, key);
    sum0 += x0_2 * direction; x1_2 += outerBlock(weight1, query) - outerBlock(f1, key);
    sum1 += x1_2 * direction; }
    { let query = subgroupBroadcast(loaded0_0, 3u); let direction = subgroupBroadcast(loaded1_0, 3u);
    let key = subgroupBroadcast(loaded2_0, 3u); x0_3 += outerBlock(weight0, query) - outerBlock(f0, key);
    sum0 += x0_3 * direction; x1_3 += outerBlock(weight1, query) - outerBlock(f1, key);
    sum1 += x1_3 * direction; }
    { let query = subgroupBroadcast(loaded0_0, 4u); let direction = subgroupBroadcast(loaded1_0, 4u);
    let key = subgroupBroadcast(loaded2_0, 4u); x0_4 += outerBlock(weight0, query) - outerBlock(f0, key);
    sum0 += x0_4 * direction; x1_4 += outerBlock(weight1, query) - outerBlock(f1, key);
    sum1 += x1_4 * direction; }
    { let query = subgroupBroadcast(loaded0_0, 5u); let direction = subgroupBroadcast(loaded1_0, 5u);
    let key = subgroupBroadcast(loaded2_0, 5u); x0_5 += outerBlock(weight0, query) - outerBlock(f0, key);
    sum0 += x0_5 * direction; x1_5 += outerBlock(weight1, query) - outerBlock(f1, key);
    sum1 += x1_5 * direction; }
    { let query = subgroupBroadcast(loaded0_0, 6u); let direction = subgroupBroadcast(loaded1_0, 6u);
    let key = subgroupBroadcast(loaded2_0, 6u); x0_6 += outerBlock(weight0, query) - outerBlock(f0, key);
    sum0 += x0_6 * direction; x1_6 += outerBlock(weight1, query) - outerBlock(f1, key);
    sum1 += x1_6 * direction; }
    { let query = subgroupBroadcast(loaded0_0, 7u); let direction = subgroupBroadcast(loaded1_0, 7u);
    let key = subgroupBroadcast(loaded2_0, 7u); x0_7 += outerBlock(weight0, query) - outerBlock(f0, key);
    sum0 += x0_7 * direction; x1_7 += outerBlock(weight1, query) - outerBlock(f1, key);
    sum1 += x1_7 * direction; }
    { let query = subgroupBroadcast(loaded0_1, 0u); let direction = subgroupBroadcast(loaded1_1, 0u);
    let key = subgroupBroadcast(loaded2_1, 0u); x0_8 += outerBlock(weight0, query) - outerBlock(f0, key);
    sum0 += x0_8 * direction; x1_8 += outerBlock(weight1, query) - outerBlock(f1, key);
    sum1 += x1_8 * direction; }
    { let query = subgroupBroadcast(loaded0_1, 1u); let direction = subgroupBroadcast(loaded1_1, 1u);
    let key = subgroupBroadcast(loaded2_1, 1u); x0_9 += outerBlock(weight0, query) - outerBlock(f0, key);
    sum0 += x0_9 * direction; x1_9 += outerBlock(weight1, query) - outerBlock(f1, key);
    sum1 += x1_9 * direction; }
    { let query = subgroupBroadcast(loaded0_1, 2u); let direction = subgroupBroadcast(loaded1_1, 2u);
    let key = subgroupBroadcast(loaded2_1, 2u); x0_10 += outerBlock(weight0, query) - outerBlock(f0, key);
    sum0 += x0_10 * direction; x1_10 += outerBlock(weight1, query) - outerBlock(f1, key);
    sum1 += x1_10 * direction; }
    { let query = subgroupBroadcast(loaded0_1, 3u); let direction = subgroupBroadcast(loaded1_1, 3u);
    let key = subgroupBroadcast(loaded2_1, 3u); x0_11 += outerBlock(weight0, query) - outerBlock(f0, key);
    sum0 += x0_11 * direction; x1_11 += outerBlock(weight1, query) - outerBlock(f1, key);
    sum1 += x1_11 * direction; }
    { let query = subgroupBroadcast(loaded0_1, 4u); let direction = subgroupBroadcast(loaded1_1, 4u);
    let key = subgroupBroadcast(loaded2_1, 4u); x0_12 += outerBlock(weight0, query) - outerBlock(f0, key);
    sum0 += x0_12 * direction; x1_12 += outerBlock(weight1, query) - outerBlock(f1, key);
    sum1 += x1_12 * direction; }
    { let query = subgroupBroadcast(loaded0_1, 5u); let direction = subgroupBroadcast(loaded1_1, 5u);
    let key = subgroupBroadcast(loaded2_1, 5u); x0_13 += outerBlock(weight0, query) - outerBlock(f0, key);
    sum0 += x0_13 * direction; x1_13 += outerBlock(weight1, query) - outerBlock(f1, key);
    sum1 += x1_13 * direction; }
    { let query = subgroupBroadcast(loaded0_1, 6u); let direction = subgroupBroadcast(loaded1_1, 6u);
    let key = subgroupBroadcast(loaded2_1, 6u); x0_14 += outerBlock(weight0, query) - outerBlock(f0, key);
    sum0 += x0_14 * direction; x1_14 += outerBlock(weight1, query) - outerBlock(f1, key);
    sum1 += x1_14 * direction; }
    { let query = subgroupBroadcast(loaded0_1, 7u); let direction = subgroupBroadcast(loaded1_1, 7u);
    let key = subgroupBroadcast(loaded2_1, 7u); x0_15 += outerBlock(weight0, query) - outerBlock(f0, key);
    sum0 += x0_15 * direction; x1_15 += outerBlock(weight1, query) - outerBlock(f1, key);
    sum1 += x1_15 * direction; } }
    f0 = sum0; vGradient[token * 16u + row0] = f0;
    f1 = sum1; vGradient[token * 16u + row1] = f1;
    previous = token;
  }
  { let loaded0_0 = k[previous * 16u + 0u + lane];
    let loaded0_1 = k[previous * 16u + 8u + lane];
    { let key = subgroupBroadcast(loaded0_0, 0u); x0_0 -= outerBlock(f0, key); x1_0 -= outerBlock(f1, key); }
    { let key = subgroupBroadcast(loaded0_0, 1u); x0_1 -= outerBlock(f0, key); x1_1 -= outerBlock(f1, key); }
    { let key = subgroupBroadcast(loaded0_0, 2u); x0_2 -= outerBlock(f0, key); x1_2 -= outerBlock(f1, key); }
    { let key = subgroupBroadcast(loaded0_0, 3u); x0_3 -= outerBlock(f0, key); x1_3 -= outerBlock(f1, key); }
    { let key = subgroupBroadcast(loaded0_0, 4u); x0_4 -= outerBlock(f0, key); x1_4 -= outerBlock(f1, key); }
    { let key = subgroupBroadcast(loaded0_0, 5u); x0_5 -= outerBlock(f0, key); x1_5 -= outerBlock(f1, key); }
    { let key = subgroupBroadcast(loaded0_0, 6u); x0_6 -= outerBlock(f0, key); x1_6 -= outerBlock(f1, key); }
    { let key = subgroupBroadcast(loaded0_0, 7u); x0_7 -= outerBlock(f0, key); x1_7 -= outerBlock(f1, key); }
    { let key = subgroupBroadcast(loaded0_1, 0u); x0_8 -= outerBlock(f0, key); x1_8 -= outerBlock(f1, key); }
    { let key = subgroupBroadcast(loaded0_1, 1u); x0_9 -= outerBlock(f0, key); x1_9 -= outerBlock(f1, key); }
    { let key = subgroupBroadcast(loaded0_1, 2u); x0_10 -= outerBlock(f0, key); x1_10 -= outerBlock(f1, key); }
    { let key = subgroupBroadcast(loaded0_1, 3u); x0_11 -= outerBlock(f0, key); x1_11 -= outerBlock(f1, key); }
    { let key = subgroupBroadcast(loaded0_1, 4u); x0_12 -= outerBlock(f0, key); x1_12 -= outerBlock(f1, key); }
    { let key = subgroupBroadcast(loaded0_1, 5u); x0_13 -= outerBlock(f0, key); x1_13 -= outerBlock(f1, key); }
    { let key = subgroupBroadcast(loaded0_1, 6u); x0_14 -= outerBlock(f0, key); x1_14 -= outerBlock(f1, key); }
    { let key = subgroupBroadcast(loaded0_1, 7u); x0_15 -= outerBlock(f0, key); x1_15 -= outerBlock(f1, key); } }
  for (var column = 0u; column < settings.columns; column += 8u) {
    initialMemoryGradient[((head * 16u) + row0) * 16u + (column + 0u)] = x0_0; initialMemoryGradient[((head * 16u) + row0) * 16u + (column + 1u)] = x0_1; initialMemoryGradient[((head * 16u) + row0) * 16u + (column + 2u)] = x0_2; initialMemoryGradient[((head * 16u) + row0) * 16u + (column + 3u)] = x0_3; initialMemoryGradient[((head * 16u) + row0) * 16u + (column + 4u)] = x0_4; initialMemoryGradient[((head * 16u) + row0) * 16u + (column + 5u)] = x0_5; initialMemoryGradient[((head * 16u) + row0) * 16u + (column + 6u)] = x0_6; initialMemoryGradient[((head * 16u) + row0) * 16u + (column + 7u)] = x0_7; let first0_0 = x0_0; let first0_1 = x0_1; let first0_2 = x0_2; let first0_3 = x0_3; let first0_4 = x0_4; let first0_5 = x0_5; let first0_6 = x0_6; let first0_7 = x0_7; x0_0 = x0_8; x0_1 = x0_9; x0_2 = x0_10; x0_3 = x0_11; x0_4 = x0_12; x0_5 = x0_13; x0_6 = x0_14; x0_7 = x0_15; x0_8 = first0_0; x0_9 = first0_1; x0_10 = first0_2; x0_11 = first0_3; x0_12 = first0_4; x0_13 = first0_5; x0_14 = first0_6; x0_15 = first0_7;
    initialMemoryGradient[((head * 16u) + row1) * 16u + (column + 0u)] = x1_0; initialMemoryGradient[((head * 16u) + row1) * 16u + (column + 1u)] = x1_1; initialMemoryGradient[((head * 16u) + row1) * 16u + (column + 2u)] = x1_2; initialMemoryGradient[((head * 16u) + row1) * 16u + (column + 3u)] = x1_3; initialMemoryGradient[((head * 16u) + row1) * 16u + (column + 4u)] = x1_4; initialMemoryGradient[((head * 16u) + row1) * 16u + (column + 5u)] = x1_5; initialMemoryGradient[((head * 16u) + row1) * 16u + (column + 6u)] = x1_6; initialMemoryGradient[((head * 16u) + row1) * 16u + (column + 7u)] = x1_7; let first1_0 = x1_0; let first1_1 = x1_1; let first1_2 = x1_2; let first1_3 = x1_3; let first1_4 = x1_4; let first1_5 = x1_5; let first1_6 = x1_6; let first1_7 = x1_7; x1_0 = x1_8; x1_1 = x1_9; x1_2 = x1_10; x1_3 = x1_11; x1_4 = x1_12; x1_5 = x1_13; x1_6 = x1_14; x1_7 = x1_15; x1_8 = first1_0; x1_9 = first1_1; x1_10 = first1_2; x1_11 = first1_3; x1_12 = first1_4; x1_13 = first1_5; x1_14 = first1_6; x1_15 = first1_7;
  }
}
