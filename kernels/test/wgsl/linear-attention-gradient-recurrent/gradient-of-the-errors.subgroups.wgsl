// linear attention gradient, recurrent, in subgroups of 8, on a software device with subgroups of 8: gradient of the errors

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
@group(0) @binding(0) var<storage, read> answers: array<f32>;
@group(0) @binding(1) var<storage, read> q: array<f32>;
@group(0) @binding(2) var<storage, read> k: array<f32>;
@group(0) @binding(3) var<storage, read_write> valueGradient: array<f32>;
@group(0) @binding(4) var<storage, read_write> before: array<f32>;
@group(0) @binding(5) var<storage, read> end: array<f32>;
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
  let first = index % settings.perHead * 24u;
  let row0 = first + 0u + lane; var x0_0 = 0.0; var x0_1 = 0.0; var x0_2 = 0.0; var x0_3 = 0.0; var x0_4 = 0.0; var x0_5 = 0.0; var x0_6 = 0.0; var x0_7 = 0.0; var x0_8 = 0.0; var x0_9 = 0.0; var x0_10 = 0.0; var x0_11 = 0.0; var x0_12 = 0.0; var x0_13 = 0.0; var x0_14 = 0.0; var x0_15 = 0.0; var x0_16 = 0.0; var x0_17 = 0.0; var x0_18 = 0.0; var x0_19 = 0.0;
    let row1 = first + 8u + lane; var x1_0 = 0.0; var x1_1 = 0.0; var x1_2 = 0.0; var x1_3 = 0.0; var x1_4 = 0.0; var x1_5 = 0.0; var x1_6 = 0.0; var x1_7 = 0.0; var x1_8 = 0.0; var x1_9 = 0.0; var x1_10 = 0.0; var x1_11 = 0.0; var x1_12 = 0.0; var x1_13 = 0.0; var x1_14 = 0.0; var x1_15 = 0.0; var x1_16 = 0.0; var x1_17 = 0.0; var x1_18 = 0.0; var x1_19 = 0.0;
    let row2 = first + 16u + lane; var x2_0 = 0.0; var x2_1 = 0.0; var x2_2 = 0.0; var x2_3 = 0.0; var x2_4 = 0.0; var x2_5 = 0.0; var x2_6 = 0.0; var x2_7 = 0.0; var x2_8 = 0.0; var x2_9 = 0.0; var x2_10 = 0.0; var x2_11 = 0.0; var x2_12 = 0.0; var x2_13 = 0.0; var x2_14 = 0.0; var x2_15 = 0.0; var x2_16 = 0.0; var x2_17 = 0.0; var x2_18 = 0.0; var x2_19 = 0.0;
  if (settings.begin > 0u) { for (var column = 0u; column < settings.columns; column += 5u) {
    x0_0 = x0_5; x0_1 = x0_6; x0_2 = x0_7; x0_3 = x0_8; x0_4 = x0_9; x0_5 = x0_10; x0_6 = x0_11; x0_7 = x0_12; x0_8 = x0_13; x0_9 = x0_14; x0_10 = x0_15; x0_11 = x0_16; x0_12 = x0_17; x0_13 = x0_18; x0_14 = x0_19; x0_15 = select(0.0, before[((head * 17u) + row0) * 16u + (column + 0u)], row0 < 17u && column + 0u < 16u); x0_16 = select(0.0, before[((head * 17u) + row0) * 16u + (column + 1u)], row0 < 17u && column + 1u < 16u); x0_17 = select(0.0, before[((head * 17u) + row0) * 16u + (column + 2u)], row0 < 17u && column + 2u < 16u); x0_18 = select(0.0, before[((head * 17u) + row0) * 16u + (column + 3u)], row0 < 17u && column + 3u < 16u); x0_19 = select(0.0, before[((head * 17u) + row0) * 16u + (column + 4u)], row0 < 17u && column + 4u < 16u);
    x1_0 = x1_5; x1_1 = x1_6; x1_2 = x1_7; x1_3 = x1_8; x1_4 = x1_9; x1_5 = x1_10; x1_6 = x1_11; x1_7 = x1_12; x1_8 = x1_13; x1_9 = x1_14; x1_10 = x1_15; x1_11 = x1_16; x1_12 = x1_17; x1_13 = x1_18; x1_14 = x1_19; x1_15 = select(0.0, before[((head * 17u) + row1) * 16u + (column + 0u)], row1 < 17u && column + 0u < 16u); x1_16 = select(0.0, before[((head * 17u) + row1) * 16u + (column + 1u)], row1 < 17u && column + 1u < 16u); x1_17 = select(0.0, before[((head * 17u) + row1) * 16u + (column + 2u)], row1 < 17u && column + 2u < 16u); x1_18 = select(0.0, before[((head * 17u) + row1) * 16u + (column + 3u)], row1 < 17u && column + 3u < 16u); x1_19 = select(0.0, before[((head * 17u) + row1) * 16u + (column + 4u)], row1 < 17u && column + 4u < 16u);
    x2_0 = x2_5; x2_1 = x2_6; x2_2 = x2_7; x2_3 = x2_8; x2_4 = x2_9; x2_5 = x2_10; x2_6 = x2_11; x2_7 = x2_12; x2_8 = x2_13; x2_9 = x2_14; x2_10 = x2_15; x2_11 = x2_16; x2_12 = x2_17; x2_13 = x2_18; x2_14 = x2_19; x2_15 = select(0.0, before[((head * 17u) + row2) * 16u + (column + 0u)], row2 < 17u && column + 0u < 16u); x2_16 = select(0.0, before[((head * 17u) + row2) * 16u + (column + 1u)], row2 < 17u && column + 1u < 16u); x2_17 = select(0.0, before[((head * 17u) + row2) * 16u + (column + 2u)], row2 < 17u && column + 2u < 16u); x2_18 = select(0.0, before[((head * 17u) + row2) * 16u + (column + 3u)], row2 < 17u && column + 3u < 16u); x2_19 = select(0.0, before[((head * 17u) + row2) * 16u + (column + 4u)], row2 < 17u && column + 4u < 16u);
  } } else { for (var column = 0u; column < settings.columns; column += 5u) {
    x0_0 = x0_5; x0_1 = x0_6; x0_2 = x0_7; x0_3 = x0_8; x0_4 = x0_9; x0_5 = x0_10; x0_6 = x0_11; x0_7 = x0_12; x0_8 = x0_13; x0_9 = x0_14; x0_10 = x0_15; x0_11 = x0_16; x0_12 = x0_17; x0_13 = x0_18; x0_14 = x0_19; x0_15 = select(0.0, end[(head * 17u + row0) * 16u + (column + 0u)], row0 < 17u && column + 0u < 16u); x0_16 = select(0.0, end[(head * 17u + row0) * 16u + (column + 1u)], row0 < 17u && column + 1u < 16u); x0_17 = select(0.0, end[(head * 17u + row0) * 16u + (column + 2u)], row0 < 17u && column + 2u < 16u); x0_18 = select(0.0, end[(head * 17u + row0) * 16u + (column + 3u)], row0 < 17u && column + 3u < 16u); x0_19 = select(0.0, end[(head * 17u + row0) * 16u + (column + 4u)], row0 < 17u && column + 4u < 16u);
    x1_0 = x1_5; x1_1 = x1_6; x1_2 = x1_7; x1_3 = x1_8; x1_4 = x1_9; x1_5 = x1_10; x1_6 = x1_11; x1_7 = x1_12; x1_8 = x1_13; x1_9 = x1_14; x1_10 = x1_15; x1_11 = x1_16; x1_12 = x1_17; x1_13 = x1_18; x1_14 = x1_19; x1_15 = select(0.0, end[(head * 17u + row1) * 16u + (column + 0u)], row1 < 17u && column + 0u < 16u); x1_16 = select(0.0, end[(head * 17u + row1) * 16u + (column + 1u)], row1 < 17u && column + 1u < 16u); x1_17 = select(0.0, end[(head * 17u + row1) * 16u + (column + 2u)], row1 < 17u && column + 2u < 16u); x1_18 = select(0.0, end[(head * 17u + row1) * 16u + (column + 3u)], row1 < 17u && column + 3u < 16u); x1_19 = select(0.0, end[(head * 17u + row1) * 16u + (column + 4u)], row1 < 17u && column + 4u < 16u);
    x2_0 = x2_5; x2_1 = x2_6; x2_2 = x2_7; x2_3 = x2_8; x2_4 = x2_9; x2_5 = x2_10; x2_6 = x2_11; x2_7 = x2_12; x2_8 = x2_13; x2_9 = x2_14; x2_10 = x2_15; x2_11 = x2_16; x2_12 = x2_17; x2_13 = x2_18; x2_14 = x2_19; x2_15 = select(0.0, end[(head * 17u + row2) * 16u + (column + 0u)], row2 < 17u && column + 0u < 16u); x2_16 = select(0.0, end[(head * 17u + row2) * 16u + (column + 1u)], row2 < 17u && column + 1u < 16u); x2_17 = select(0.0, end[(head * 17u + row2) * 16u + (column + 2u)], row2 < 17u && column + 2u < 16u); x2_18 = select(0.0, end[(head * 17u + row2) * 16u + (column + 3u)], row2 < 17u && column + 3u < 16u); x2_19 = select(0.0, end[(head * 17u + row2) * 16u + (column + 4u)], row2 < 17u && column + 4u < 16u);
  } }
  var f0 = Part();
    var f1 = Part();
    var f2 = Part();
  var previous = head * T + T - 1u - settings.begin;
  for (var step = settings.begin; step < settings.end; step++) {
    let token = head * T + T - 1u - step;
    let weight0 = select(0.0, answers[token * 17u + row0], row0 < 17u); var sum0 = Part();
    let weight1 = select(0.0, answers[token * 17u + row1], row1 < 17u); var sum1 = Part();
    let weight2 = select(0.0, answers[token * 17u + row2], row2 < 17u); var sum2 = Part();
    { let loaded0_0 = q[token * 16u + 0u + lane];
    let loaded0_1 = q[token * 16u + 8u + lane];
    let loaded1_0 = k[token * 16u + 0u + lane];
    let loaded1_1 = k[token * 16u + 8u + lane];
    { let query = subgroupBroadcast(loaded0_0, 0u); let direction = subgroupBroadcast(loaded1_0, 0u);
     x0_0 += outerBlock(weight0, query);
    sum0 += x0_0 * direction; x1_0 += outerBlock(weight1, query);
    sum1 += x1_0 * direction; x2_0 += outerBlock(weight2, query);
    sum2 += x2_0 * direction; }
    { let query = subgroupBroadcast(loaded0_0, 1u); let direction = subgroupBroadcast(loaded1_0, 1u);
     x0_1 += outerBlock(weight0, query);
    sum0 += x0_1 * direction; x1_1 += outerBlock(weight1, query);
    sum1 += x1_1 * direction; x2_1 += outerBlock(weight2, query);
    sum2 += x2_1 * direction; }
    { let query = subgroupBroadcast(loaded0_0, 2u); let direction = subgroupBroadcast(loaded1_0, 2u);
     x0_2 += outerBlock(weight0, query);
    sum0 += x0_2 * direction; x1_2 += outerBlock(weight1, query);
    sum1 += x1_2 * direction; x2_2 += outerBlock(weight2, query);
    sum2 += x2_2 * direction; }
    { let query = subgroupBroadcast(loaded0_0, 3u); let direction = subgroupBroadcast(loaded1_0, 3u);
     x0_3 += outerBlock(weight0, query);
    sum0 += x0_3 * direction; x1_3 += outerBlock(weight1, query);
    sum1 += x1_3 * direction; x2_3 += outerBlock(weight2, query);
    sum2 += x2_3 * direction; }
    { let query = subgroupBroadcast(loaded0_0, 4u); let direction = subgroupBroadcast(loaded1_0, 4u);
     x0_4 += outerBlock(weight0, query);
    sum0 += x0_4 * direction; x1_4 += outerBlock(weight1, query);
    sum1 += x1_4 * direction; x2_4 += outerBlock(weight2, query);
    sum2 += x2_4 * direction; }
    { let query = subgroupBroadcast(loaded0_0, 5u); let direction = subgroupBroadcast(loaded1_0, 5u);
     x0_5 += outerBlock(weight0, query);
    sum0 += x0_5 * direction; x1_5 += outerBlock(weight1, query);
    sum1 += x1_5 * direction; x2_5 += outerBlock(weight2, query);
    sum2 += x2_5 * direction; }
    { let query = subgroupBroadcast(loaded0_0, 6u); let direction = subgroupBroadcast(loaded1_0, 6u);
     x0_6 += outerBlock(weight0, query);
    sum0 += x0_6 * direction; x1_6 += outerBlock(weight1, query);
    sum1 += x1_6 * direction; x2_6 += outerBlock(weight2, query);
    sum2 += x2_6 * direction; }
    { let query = subgroupBroadcast(loaded0_0, 7u); let direction = subgroupBroadcast(loaded1_0, 7u);
     x0_7 += outerBlock(weight0, query);
    sum0 += x0_7 * direction; x1_7 += outerBlock(weight1, query);
    sum1 += x1_7 * direction; x2_7 += outerBlock(weight2, query);
    sum2 += x2_7 * direction; }
    { let query = subgroupBroadcast(loaded0_1, 0u); let direction = subgroupBroadcast(loaded1_1, 0u);
     x0_8 += outerBlock(weight0, query);
    sum0 += x0_8 * direction; x1_8 += outerBlock(weight1, query);
    sum1 += x1_8 * direction; x2_8 += outerBlock(weight2, query);
    sum2 += x2_8 * direction; }
    { let query = subgroupBroadcast(loaded0_1, 1u); let direction = subgroupBroadcast(loaded1_1, 1u);
     x0_9 += outerBlock(weight0, query);
    sum0 += x0_9 * direction; x1_9 += outerBlock(weight1, query);
    sum1 += x1_9 * direction; x2_9 += outerBlock(weight2, query);
    sum2 += x2_9 * direction; }
    { let query = subgroupBroadcast(loaded0_1, 2u); let direction = subgroupBroadcast(loaded1_1, 2u);
     x0_10 += outerBlock(weight0, query);
    sum0 += x0_10 * direction; x1_10 += outerBlock(weight1, query);
    sum1 += x1_10 * direction; x2_10 += outerBlock(weight2, query);
    sum2 += x2_10 * direction; }
    { let query = subgroupBroadcast(loaded0_1, 3u); let direction = subgroupBroadcast(loaded1_1, 3u);
     x0_11 += outerBlock(weight0, query);
    sum0 += x0_11 * direction; x1_11 += outerBlock(weight1, query);
    sum1 += x1_11 * direction; x2_11 += outerBlock(weight2, query);
    sum2 += x2_11 * direction; }
    { let query = subgroupBroadcast(loaded0_1, 4u); let direction = subgroupBroadcast(loaded1_1, 4u);
     x0_12 += outerBlock(weight0, query);
    sum0 += x0_12 * direction; x1_12 += outerBlock(weight1, query);
    sum1 += x1_12 * direction; x2_12 += outerBlock(weight2, query);
    sum2 += x2_12 * direction; }
    { let query = subgroupBroadcast(loaded0_1, 5u); let direction = subgroupBroadcast(loaded1_1, 5u);
     x0_13 += outerBlock(weight0, query);
    sum0 += x0_13 * direction; x1_13 += outerBlock(weight1, query);
    sum1 += x1_13 * direction; x2_13 += outerBlock(weight2, query);
    sum2 += x2_13 * direction; }
    { let query = subgroupBroadcast(loaded0_1, 6u); let direction = subgroupBroadcast(loaded1_1, 6u);
     x0_14 += outerBlock(weight0, query);
    sum0 += x0_14 * direction; x1_14 += outerBlock(weight1, query);
    sum1 += x1_14 * direction; x2_14 += outerBlock(weight2, query);
    sum2 += x2_14 * direction; }
    { let query = subgroupBroadcast(loaded0_1, 7u); let direction = subgroupBroadcast(loaded1_1, 7u);
     x0_15 += outerBlock(weight0, query);
    sum0 += x0_15 * direction; x1_15 += outerBlock(weight1, query);
    sum1 += x1_15 * direction; x2_15 += outerBlock(weight2, query);
    sum2 += x2_15 * direction; } }
    f0 = sum0; if (row0 < 17u) { valueGradient[token * 17u + row0] = f0; }
    f1 = sum1; if (row1 < 17u) { valueGradient[token * 17u + row1] = f1; }
    f2 = sum2; if (row2 < 17u) { valueGradient[token * 17u + row2] = f2; }
    previous = token;
  }
  
  for (var column = 0u; column < settings.columns; column += 5u) {
    if (row0 < 17u && column + 0u < 16u) { before[((head * 17u) + row0) * 16u + (column + 0u)] = x0_0; } if (row0 < 17u && column + 1u < 16u) { before[((head * 17u) + row0) * 16u + (column + 1u)] = x0_1; } if (row0 < 17u && column + 2u < 16u) { before[((head * 17u) + row0) * 16u + (column + 2u)] = x0_2; } if (row0 < 17u && column + 3u < 16u) { before[((head * 17u) + row0) * 16u + (column + 3u)] = x0_3; } if (row0 < 17u && column + 4u < 16u) { before[((head * 17u) + row0) * 16u + (column + 4u)] = x0_4; } let first0_0 = x0_0; let first0_1 = x0_1; let first0_2 = x0_2; let first0_3 = x0_3; let first0_4 = x0_4; x0_0 = x0_5; x0_1 = x0_6; x0_2 = x0_7; x0_3 = x0_8; x0_4 = x0_9; x0_5 = x0_10; x0_6 = x0_11; x0_7 = x0_12; x0_8 = x0_13; x0_9 = x0_14; x0_10 = x0_15; x0_11 = x0_16; x0_12 = x0_17; x0_13 = x0_18; x0_14 = x0_19; x0_15 = first0_0; x0_16 = first0_1; x0_17 = first0_2; x0_18 = first0_3; x0_19 = first0_4;
    if (row1 < 17u && column + 0u < 16u) { before[((head * 17u) + row1) * 16u + (column + 0u)] = x1_0; } if (row1 < 17u && column + 1u < 16u) { before[((head * 17u) + row1) * 16u + (column + 1u)] = x1_1; } if (row1 < 17u && column + 2u < 16u) { before[((head * 17u) + row1) * 16u + (column + 2u)] = x1_2; } if (row1 < 17u && column + 3u < 16u) { before[((head * 17u) + row1) * 16u + (column + 3u)] = x1_3; } if (row1 < 17u && column + 4u < 16u) { before[((head * 17u) + row1) * 16u + (column + 4u)] = x1_4; } let first1_0 = x1_0; let first1_1 = x1_1; let first1_2 = x1_2; let first1_3 = x1_3; let first1_4 = x1_4; x1_0 = x1_5; x1_1 = x1_6; x1_2 = x1_7; x1_3 = x1_8; x1_4 = x1_9; x1_5 = x1_10; x1_6 = x1_11; x1_7 = x1_12; x1_8 = x1_13; x1_9 = x1_14; x1_10 = x1_15; x1_11 = x1_16; x1_12 = x1_17; x1_13 = x1_18; x1_14 = x1_19; x1_15 = first1_0; x1_16 = first1_1; x1_17 = first1_2; x1_18 = first1_3; x1_19 = first1_4;
    if (row2 < 17u && column + 0u < 16u) { before[((head * 17u) + row2) * 16u + (column + 0u)] = x2_0; } if (row2 < 17u && column + 1u < 16u) { before[((head * 17u) + row2) * 16u + (column + 1u)] = x2_1; } if (row2 < 17u && column + 2u < 16u) { before[((head * 17u) + row2) * 16u + (column + 2u)] = x2_2; } if (row2 < 17u && column + 3u < 16u) { before[((head * 17u) + row2) * 16u + (column + 3u)] = x2_3; } if (row2 < 17u && column + 4u < 16u) { before[((head * 17u) + row2) * 16u + (column + 4u)] = x2_4; } let first2_0 = x2_0; let first2_1 = x2_1; let first2_2 = x2_2; let first2_3 = x2_3; let first2_4 = x2_4; x2_0 = x2_5; x2_1 = x2_6; x2_2 = x2_7; x2_3 = x2_8; x2_4 = x2_9; x2_5 = x2_10; x2_6 = x2_11; x2_7 = x2_12; x2_8 = x2_13; x2_9 = x2_14; x2_10 = x2_15; x2_11 = x2_16; x2_12 = x2_17; x2_13 = x2_18; x2_14 = x2_19; x2_15 = first2_0; x2_16 = first2_1; x2_17 = first2_2; x2_18 = first2_3; x2_19 = first2_4;
  }
}
