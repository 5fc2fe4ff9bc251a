// gated delta rule gradient, recurrent, in subgroups of 8, on a software device with subgroups of 8: gradient of the write directions

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
@group(0) @binding(0) var<storage, read> wide: array<f32>;
@group(0) @binding(1) var<storage, read> tall: array<f32>;
@group(0) @binding(2) var<storage, read> gamma: array<f32>;
@group(0) @binding(3) var<storage, read_write> directionGradient: array<f32>;
@group(0) @binding(4) var<storage, read_write> memory: array<f32>;
@group(0) @binding(5) var<storage, read> finalMemoryGradient: array<f32>;
@group(0) @binding(6) var<uniform> settings: Settings;

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
    x0_0 = x0_8; x0_1 = x0_9; x0_2 = x0_10; x0_3 = x0_11; x0_4 = x0_12; x0_5 = x0_13; x0_6 = x0_14; x0_7 = x0_15; x0_8 = memory[((head * 16u) + row0) * 16u + (column + 0u)]; x0_9 = memory[((head * 16u) + row0) * 16u + (column + 1u)]; x0_10 = memory[((head * 16u) + row0) * 16u + (column + 2u)]; x0_11 = memory[((head * 16u) + row0) * 16u + (column + 3u)]; x0_12 = memory[((head * 16u) + row0) * 16u + (column + 4u)]; x0_13 = memory[((head * 16u) + row0) * 16u + (column + 5u)]; x0_14 = memory[((head * 16u) + row0) * 16u + (column + 6u)]; x0_15 = memory[((head * 16u) + row0) * 16u + (column + 7u)];
    x1_0 = x1_8; x1_1 = x1_9; x1_2 = x1_10; x1_3 = x1_11; x1_4 = x1_12; x1_5 = x1_13; x1_6 = x1_14; x1_7 = x1_15; x1_8 = memory[((head * 16u) + row1) * 16u + (column + 0u)]; x1_9 = memory[((head * 16u) + row1) * 16u + (column + 1u)]; x1_10 = memory[((head * 16u) + row1) * 16u + (column + 2u)]; x1_11 = memory[((head * 16u) + row1) * 16u + (column + 3u)]; x1_12 = memory[((head * 16u) + row1) * 16u + (column + 4u)]; x1_13 = memory[((head * 16u) + row1) * 16u + (column + 5u)]; x1_14 = memory[((head * 16u) + row1) * 16u + (column + 6u)]; x1_15 = memory[((head * 16u) + row1) * 16u + (column + 7u)];
  } } else { for (var column = 0u; column < settings.columns; column += 8u) {
    x0_0 = x0_8; x0_1 = x0_9; x0_2 = x0_10; x0_3 = x0_11; x0_4 = x0_12; x0_5 = x0_13; x0_6 = x0_14; x0_7 = x0_15; x0_8 = finalMemoryGradient[(head * 16u + (column + 0u)) * 16u + row0]; x0_9 = finalMemoryGradient[(head * 16u + (column + 1u)) * 16u + row0]; x0_10 = finalMemoryGradient[(head * 16u + (column + 2u)) * 16u + row0]; x0_11 = finalMemoryGradient[(head * 16u + (column + 3u)) * 16u + row0]; x0_12 = finalMemoryGradient[(head * 16u + (column + 4u)) * 16u + row0]; x0_13 = finalMemoryGradient[(head * 16u + (column + 5u)) * 16u + row0]; x0_14 = finalMemoryGradient[(head * 16u + (column + 6u)) * 16u + row0]; x0_15 = finalMemoryGradient[(head * 16u + (column + 7u)) * 16u + row0];
    x1_0 = x1_8; x1_1 = x1_9; x1_2 = x1_10; x1_3 = x1_11; x1_4 = x1_12; x1_5 = x1_13; x1_6 = x1_14; x1_7 = x1_15; x1_8 = finalMemoryGradient[(head * 16u + (column + 0u)) * 16u + row1]; x1_9 = finalMemoryGradient[(head * 16u + (column + 1u)) * 16u + row1]; x1_10 = finalMemoryGradient[(head * 16u + (column + 2u)) * 16u + row1]; x1_11 = finalMemoryGradient[(head * 16u + (column + 3u)) * 16u + row1]; x1_12 = finalMemoryGradient[(head * 16u + (column + 4u)) * 16u + row1]; x1_13 = finalMemoryGradient[(head * 16u + (column + 5u)) * 16u + row1]; x1_14 = finalMemoryGradient[(head * 16u + (column + 6u)) * 16u + row1]; x1_15 = finalMemoryGradient[(head * 16u + (column + 7u)) * 16u + row1];
  } }
  var left = 1.0; var key0 = Part();
    var key1 = Part();
  var previous = head * T + T - 1u - settings.begin;
  for (var step = settings.begin; step < settings.end; step++) {
    let token = head * T + T - 1u - step;
    let query0 = wide[(3u * token + 0u) * 16u + row0]; var direction0 = Part();
    let query1 = wide[(3u * token + 0u) * 16u + row1]; var direction1 = Part();
    { let loaded0_0 = tall[(3u * token + 0u) * 16u + 0u + lane];
    let loaded0_1 = tall[(3u * token + 0u) * 16u + 8u + lane];
    let loaded1_0 = tall[(3u * token + 1u) * 16u + 0u + lane];
    let loaded1_1 = tall[(3u * token + 1u) * 16u + 8u + lane];
    let loaded2_0 = tall[(3u * previous + 2u) * 16u + 0u + lane];
    let loaded2_1 = tall[(3u * previous + 2u) * 16u + 8u + lane];
    { let weight = subgroupBroadcast(loaded0_0, 0u); let error = subgroupBroadcast(loaded1_0, 0u);
    let f = subgroupBroadcast(loaded2_0, 0u); x0_0 = left * (x0_0 - outerBlock(key0, f)) + outerBlock(query0, weight); direction0 += x0_0 * error; x1_0 = left * (x1_0 - outerBlock(key1, f)) + outerBlock(query1, weight); direction1 += x1_0 * error; }
    { let weight = subgroupBroadcast(loaded0_0, 1u); let error = subgroupBroadcast(loaded1_0, 1u);
    let f = subgroupBroadcast(loaded2_0, 1u); x0_1 = left * (x0_1 - outerBlock(key0, f)) + outerBlock(query0, weight); direction0 += x0_1 * error; x1_1 = left * (x1_1 - outerBlock(key1, f)) + outerBlock(query1, weight); direction1 += x1_1 * error; }
    { let weight = subgroupBroadcast(loaded0_0, 2u); let error = subgroupBroadcast(loaded1_0, 2u);
    let f = subgroupBroadcast(loaded2_0, 2u); x0_2 = left * (x0_2 - outerBlock(key0, f)) + outerBlock(query0, weight); direction0 += x0_2 * error; x1_2 = left * (x1_2 - outerBlock(key1, f)) + outerBlock(query1, weight); direction1 += x1_2 * error; }
    { let weight = subgroupBroadcast(loaded0_0, 3u); let error = subgroupBroadcast(loaded1_0, 3u);
    let f = subgroupBroadcast(loaded2_0, 3u); x0_3 = left * (x0_3 - outerBlock(key0, f)) + outerBlock(query0, weight); direction0 += x0_3 * error; x1_3 = left * (x1_3 - outerBlock(key1, f)) + outerBlock(query1, weight); direction1 += x1_3 * error; }
    { let weight = subgroupBroadcast(loaded0_0, 4u); let error = subgroupBroadcast(loaded1_0, 4u);
    let f = subgroupBroadcast(loaded2_0, 4u); x0_4 = left * (x0_4 - outerBlock(key0, f)) + outerBlock(query0, weight); direction0 += x0_4 * error; x1_4 = left * (x1_4 - outerBlock(key1, f)) + outerBlock(query1, weight); direction1 += x1_4 * error; }
    { let weight = subgroupBroadcast(loaded0_0, 5u); let error = subgroupBroadcast(loaded1_0, 5u);
    let f = subgroupBroadcast(loaded2_0, 5u); x0_5 = left * (x0_5 - outerBlock(key0, f)) + outerBlock(query0, weight); direction0 += x0_5 * error; x1_5 = left * (x1_5 - outerBlock(key1, f)) + outerBlock(query1, weight); direction1 += x1_5 * error; }
    { let weight = subgroupBroadcast(loaded0_0, 6u); let error = subgroupBroadcast(loaded1_0, 6u);
    let f = subgroupBroadcast(loaded2_0, 6u); x0_6 = left * (x0_6 - outerBlock(key0, f)) + outerBlock(query0, weight); direction0 += x0_6 * error; x1_6 = left * (x1_6 - outerBlock(key1, f)) + outerBlock(query1, weight); direction1 += x1_6 * error; }
    { let weight = subgroupBroadcast(loaded0_0, 7u); let error = subgroupBroadcast(loaded1_0, 7u);
    let f = subgroupBroadcast(loaded2_0, 7u); x0_7 = left * (x0_7 - outerBlock(key0, f)) + outerBlock(query0, weight); direction0 += x0_7 * error; x1_7 = left * (x1_7 - outerBlock(key1, f)) + outerBlock(query1, weight); direction1 += x1_7 * error; }
    { let weight = subgroupBroadcast(loaded0_1, 0u); let error = subgroupBroadcast(loaded1_1, 0u);
    let f = subgroupBroadcast(loaded2_1, 0u); x0_8 = left * (x0_8 - outerBlock(key0, f)) + outerBlock(query0, weight); direction0 += x0_8 * error; x1_8 = left * (x1_8 - outerBlock(key1, f)) + outerBlock(query1, weight); direction1 += x1_8 * error; }
    { let weight = subgroupBroadcast(loaded0_1, 1u); let error = subgroupBroadcast(loaded1_1, 1u);
    let f = subgroupBroadcast(loaded2_1, 1u); x0_9 = left * (x0_9 - outerBlock(key0, f)) + outerBlock(query0, weight); direction0 += x0_9 * error; x1_9 = left * (x1_9 - outerBlock(key1, f)) + outerBlock(query1, weight); direction1 += x1_9 * error; }
    { let weight = subgroupBroadcast(loaded0_1, 2u); let error = subgroupBroadcast(loaded1_1, 2u);
    let f = subgroupBroadcast(loaded2_1, 2u); x0_10 = left * (x0_10 - outerBlock(key0, f)) + outerBlock(query0, weight); direction0 += x0_10 * error; x1_10 = left * (x1_10 - outerBlock(key1, f)) + outerBlock(query1, weight); direction1 += x1_10 * error; }
    { let weight = subgroupBroadcast(loaded0_1, 3u); let error = subgroupBroadcast(loaded1_1, 3u);
    let f = subgroupBroadcast(loaded2_1, 3u); x0_11 = left * (x0_11 - outerBlock(key0, f)) + outerBlock(query0, weight); direction0 += x0_11 * error; x1_11 = left * (x1_11 - outerBlock(key1, f)) + outerBlock(query1, weight); direction1 += x1_11 * error; }
    { let weight = subgroupBroadcast(loaded0_1, 4u); let error = subgroupBroadcast(loaded1_1, 4u);
    let f = subgroupBroadcast(loaded2_1, 4u); x0_12 = left * (x0_12 - outerBlock(key0, f)) + outerBlock(query0, weight); direction0 += x0_12 * error; x1_12 = left * (x1_12 - outerBlock(key1, f)) + outerBlock(query1, weight); direction1 += x1_12 * error; }
    { let weight = subgroupBroadcast(loaded0_1, 5u); let error = subgroupBroadcast(loaded1_1, 5u);
    let f = subgroupBroadcast(loaded2_1, 5u); x0_13 = left * (x0_13 - outerBlock(key0, f)) + outerBlock(query0, weight); direction0 += x0_13 * error; x1_13 = left * (x1_13 - outerBlock(key1, f)) + outerBlock(query1, weight); direction1 += x1_13 * error; }
    { let weight = subgroupBroadcast(loaded0_1, 6u); let error = subgroupBroadcast(loaded1_1, 6u);
    let f = subgroupBroadcast(loaded2_1, 6u); x0_14 = left * (x0_14 - outerBlock(key0, f)) + outerBlock(query0, weight); direction0 += x0_14 * error; x1_14 = left * (x1_14 - outerBlock(key1, f)) + outerBlock(query1, weight); direction1 += x1_14 * error; }
    { let weight = subgroupBroadcast(loaded0_1, 7u); let error = subgroupBroadcast(loaded1_1, 7u);
    let f = subgroupBroadcast(loaded2_1, 7u); x0_15 = left * (x0_15 - outerBlock(key0, f)) + outerBlock(query0, weight); direction0 += x0_15 * error; x1_15 = left * (x1_15 - outerBlock(key1, f)) + outerBlock(query1, weight); direction1 += x1_15 * error; } }
    left = gamma[token];
    directionGradient[token * 16u + row0] = direction0; key0 = wide[(3u * token + 2u) * 16u + row0];
    directionGradient[token * 16u + row1] = direction1; key1 = wide[(3u * token + 2u) * 16u + row1];
    previous = token;
  }
  { let loaded0_0 = tall[(3u * previous + 2u) * 16u + 0u + lane];
    let loaded0_1 = tall[(3u * previous + 2u) * 16u + 8u + lane];
    { let f = subgroupBroadcast(loaded0_0, 0u); x0_0 = left * (x0_0 - outerBlock(key0, f)); x1_0 = left * (x1_0 - outerBlock(key1, f)); }
    { let f = subgroupBroadcast(loaded0_0, 1u); x0_1 = left * (x0_1 - outerBlock(key0, f)); x1_1 = left * (x1_1 - outerBlock(key1, f)); }
    { let f = subgroupBroadcast(loaded0_0, 2u); x0_2 = left * (x0_2 - outerBlock(key0, f)); x1_2 = left * (x1_2 - outerBlock(key1, f)); }
    { let f = subgroupBroadcast(loaded0_0, 3u); x0_3 = left * (x0_3 - outerBlock(key0, f)); x1_3 = left * (x1_3 - outerBlock(key1, f)); }
    { let f = subgroupBroadcast(loaded0_0, 4u); x0_4 = left * (x0_4 - outerBlock(key0, f)); x1_4 = left * (x1_4 - outerBlock(key1, f)); }
    { let f = subgroupBroadcast(loaded0_0, 5u); x0_5 = left * (x0_5 - outerBlock(key0, f)); x1_5 = left * (x1_5 - outerBlock(key1, f)); }
    { let f = subgroupBroadcast(loaded0_0, 6u); x0_6 = left * (x0_6 - outerBlock(key0, f)); x1_6 = left * (x1_6 - outerBlock(key1, f)); }
    { let f = subgroupBroadcast(loaded0_0, 7u); x0_7 = left * (x0_7 - outerBlock(key0, f)); x1_7 = left * (x1_7 - outerBlock(key1, f)); }
    { let f = subgroupBroadcast(loaded0_1, 0u); x0_8 = left * (x0_8 - outerBlock(key0, f)); x1_8 = left * (x1_8 - outerBlock(key1, f)); }
    { let f = subgroupBroadcast(loaded0_1, 1u); x0_9 = left * (x0_9 - outerBlock(key0, f)); x1_9 = left * (x1_9 - outerBlock(key1, f)); }
    { let f = subgroupBroadcast(loaded0_1, 2u); x0_10 = left * (x0_10 - outerBlock(key0, f)); x1_10 = left * (x1_10 - outerBlock(key1, f)); }
    { let f = subgroupBroadcast(loaded0_1, 3u); x0_11 = left * (x0_11 - outerBlock(key0, f)); x1_11 = left * (x1_11 - outerBlock(key1, f)); }
    { let f = subgroupBroadcast(loaded0_1, 4u); x0_12 = left * (x0_12 - outerBlock(key0, f)); x1_12 = left * (x1_12 - outerBlock(key1, f)); }
    { let f = subgroupBroadcast(loaded0_1, 5u); x0_13 = left * (x0_13 - outerBlock(key0, f)); x1_13 = left * (x1_13 - outerBlock(key1, f)); }
    { let f = subgroupBroadcast(loaded0_1, 6u); x0_14 = left * (x0_14 - outerBlock(key0, f)); x1_14 = left * (x1_14 - outerBlock(key1, f)); }
    { let f = subgroupBroadcast(loaded0_1, 7u); x0_15 = left * (x0_15 - outerBlock(key0, f)); x1_15 = left * (x1_15 - outerBlock(key1, f)); } }
  for (var column = 0u; column < settings.columns; column += 8u) {
    memory[((head * 16u) + row0) * 16u + (column + 0u)] = x0_0; memory[((head * 16u) + row0) * 16u + (column + 1u)] = x0_1; memory[((head * 16u) + row0) * 16u + (column + 2u)] = x0_2; memory[((head * 16u) + row0) * 16u + (column + 3u)] = x0_3; memory[((head * 16u) + row0) * 16u + (column + 4u)] = x0_4; memory[((head * 16u) + row0) * 16u + (column + 5u)] = x0_5; memory[((head * 16u) + row0) * 16u + (column + 6u)] = x0_6; memory[((head * 16u) + row0) * 16u + (column + 7u)] = x0_7; let first0_0 = x0_0; let first0_1 = x0_1; let first0_2 = x0_2; let first0_3 = x0_3; let first0_4 = x0_4; let first0_5 = x0_5; let first0_6 = x0_6; let first0_7 = x0_7; x0_0 = x0_8; x0_1 = x0_9; x0_2 = x0_10; x0_3 = x0_11; x0_4 = x0_12; x0_5 = x0_13; x0_6 = x0_14; x0_7 = x0_15; x0_8 = first0_0; x0_9 = first0_1; x0_10 = first0_2; x0_11 = first0_3; x0_12 = first0_4; x0_13 = first0_5; x0_14 = first0_6; x0_15 = first0_7;
    memory[((head * 16u) + row1) * 16u + (column + 0u)] = x1_0; memory[((head * 16u) + row1) * 16u + (column + 1u)] = x1_1; memory[((head * 16u) + row1) * 16u + (column + 2u)] = x1_2; memory[((head * 16u) + row1) * 16u + (column + 3u)] = x1_3; memory[((head * 16u) + row1) * 16u + (column + 4u)] = x1_4; memory[((head * 16u) + row1) * 16u + (column + 5u)] = x1_5; memory[((head * 16u) + row1) * 16u + (column + 6u)] = x1_6; memory[((head * 16u) + row1) * 16u + (column + 7u)] = x1_7; let first1_0 = x1_0; let first1_1 = x1_1; let first1_2 = x1_2; let first1_3 = x1_3; let first1_4 = x1_4; let first1_5 = x1_5; let first1_6 = x1_6; let first1_7 = x1_7; x1_0 = x1_8; x1_1 = x1_9; x1_2 = x1_10; x1_3 = x1_11; x1_4 = x1_12; x1_5 = x1_13; x1_6 = x1_14; x1_7 = x1_15; x1_8 = first1_0; x1_9 = first1_1; x1_10 = first1_2; x1_11 = first1_3; x1_12 = first1_4; x1_13 = first1_5; x1_14 = first1_6; x1_15 = first1_7;
  }
}
