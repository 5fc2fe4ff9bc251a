// VLA gradient, recurrent, in subgroups of 8, on a software device with subgroups of 8: gradient of the penalty directions

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
@group(0) @binding(0) var<storage, read> keyGradient: array<f32>;
@group(0) @binding(1) var<storage, read> directions: array<f32>;
@group(0) @binding(2) var<storage, read> lengths: array<f32>;
@group(0) @binding(3) var<storage, read> u: array<f32>;
@group(0) @binding(4) var<storage, read_write> uGradient: array<f32>;
@group(0) @binding(5) var<storage, read_write> inverse: array<f32>;
@group(0) @binding(6) var<storage, read> penaltyGradient: array<f32>;
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
    x0_0 = x0_8; x0_1 = x0_9; x0_2 = x0_10; x0_3 = x0_11; x0_4 = x0_12; x0_5 = x0_13; x0_6 = x0_14; x0_7 = x0_15; x0_8 = inverse[((head * 16u) + row0) * 16u + (column + 0u)]; x0_9 = inverse[((head * 16u) + row0) * 16u + (column + 1u)]; x0_10 = inverse[((head * 16u) + row0) * 16u + (column + 2u)]; x0_11 = inverse[((head * 16u) + row0) * 16u + (column + 3u)]; x0_12 = inverse[((head * 16u) + row0) * 16u + (column + 4u)]; x0_13 = inverse[((head * 16u) + row0) * 16u + (column + 5u)]; x0_14 = inverse[((head * 16u) + row0) * 16u + (column + 6u)]; x0_15 = inverse[((head * 16u) + row0) * 16u + (column + 7u)];
    x1_0 = x1_8; x1_1 = x1_9; x1_2 = x1_10; x1_3 = x1_11; x1_4 = x1_12; x1_5 = x1_13; x1_6 = x1_14; x1_7 = x1_15; x1_8 = inverse[((head * 16u) + row1) * 16u + (column + 0u)]; x1_9 = inverse[((head * 16u) + row1) * 16u + (column + 1u)]; x1_10 = inverse[((head * 16u) + row1) * 16u + (column + 2u)]; x1_11 = inverse[((head * 16u) + row1) * 16u + (column + 3u)]; x1_12 = inverse[((head * 16u) + row1) * 16u + (column + 4u)]; x1_13 = inverse[((head * 16u) + row1) * 16u + (column + 5u)]; x1_14 = inverse[((head * 16u) + row1) * 16u + (column + 6u)]; x1_15 = inverse[((head * 16u) + row1) * 16u + (column + 7u)];
  } } else { for (var column = 0u; column < settings.columns; column += 8u) {
    x0_0 = x0_8; x0_1 = x0_9; x0_2 = x0_10; x0_3 = x0_11; x0_4 = x0_12; x0_5 = x0_13; x0_6 = x0_14; x0_7 = x0_15; x0_8 = penaltyGradient[(head * 16u + row0) * 16u + (column + 0u)] + penaltyGradient[(head * 16u + (column + 0u)) * 16u + row0]; x0_9 = penaltyGradient[(head * 16u + row0) * 16u + (column + 1u)] + penaltyGradient[(head * 16u + (column + 1u)) * 16u + row0]; x0_10 = penaltyGradient[(head * 16u + row0) * 16u + (column + 2u)] + penaltyGradient[(head * 16u + (column + 2u)) * 16u + row0]; x0_11 = penaltyGradient[(head * 16u + row0) * 16u + (column + 3u)] + penaltyGradient[(head * 16u + (column + 3u)) * 16u + row0]; x0_12 = penaltyGradient[(head * 16u + row0) * 16u + (column + 4u)] + penaltyGradient[(head * 16u + (column + 4u)) * 16u + row0]; x0_13 = penaltyGradient[(head * 16u + row0) * 16u + (column + 5u)] + penaltyGradient[(head * 16u + (column + 5u)) * 16u + row0]; x0_14 = penaltyGradient[(head * 16u + row0) * 16u + (column + 6u)] + penaltyGradient[(head * 16u + (column + 6u)) * 16u + row0]; x0_15 = penaltyGradient[(head * 16u + row0) * 16u + (column + 7u)] + penaltyGradient[(head * 16u + (column + 7u)) * 16u + row0];
    x1_0 = x1_8; x1_1 = x1_9; x1_2 = x1_10; x1_3 = x1_11; x1_4 = x1_12; x1_5 = x1_13; x1_6 = x1_14; x1_7 = x1_15; x1_8 = penaltyGradient[(head * 16u + row1) * 16u + (column + 0u)] + penaltyGradient[(head * 16u + (column + 0u)) * 16u + row1]; x1_9 = penaltyGradient[(head * 16u + row1) * 16u + (column + 1u)] + penaltyGradient[(head * 16u + (column + 1u)) * 16u + row1]; x1_10 = penaltyGradient[(head * 16u + row1) * 16u + (column + 2u)] + penaltyGradient[(head * 16u + (column + 2u)) * 16u + row1]; x1_11 = penaltyGradient[(head * 16u + row1) * 16u + (column + 3u)] + penaltyGradient[(head * 16u + (column + 3u)) * 16u + row1]; x1_12 = penaltyGradient[(head * 16u + row1) * 16u + (column + 4u)] + penaltyGradient[(head * 16u + (column + 4u)) * 16u + row1]; x1_13 = penaltyGradient[(head * 16u + row1) * 16u + (column + 5u)] + penaltyGradient[(head * 16u + (column + 5u)) * 16u + row1]; x1_14 = penaltyGradient[(head * 16u + row1) * 16u + (column + 6u)] + penaltyGradient[(head * 16u + (column + 6u)) * 16u + row1]; x1_15 = penaltyGradient[(head * 16u + row1) * 16u + (column + 7u)] + penaltyGradient[(head * 16u + (column + 7u)) * 16u + row1];
  } }
  
  var previous = head * T + T - 1u - settings.begin;
  for (var step = settings.begin; step < settings.end; step++) {
    let token = head * T + T - 1u - step;
    let length = lengths[token];
    let beta0 = length * keyGradient[token * 16u + row0];
    let direction0 = length * directions[token * 16u + row0];
    let beta1 = length * keyGradient[token * 16u + row1];
    let direction1 = length * directions[token * 16u + row1];
    let place = token * 1u;
    var du0 = Part();
    var du1 = Part();
    { let loaded0_0 = directions[token * 16u + 0u + lane];
    let loaded0_1 = directions[token * 16u + 8u + lane];
    let loaded1_0 = keyGradient[token * 16u + 0u + lane];
    let loaded1_1 = keyGradient[token * 16u + 8u + lane];
    let loaded2_0 = u[place * 16u + 0u + lane];
    let loaded2_1 = u[place * 16u + 8u + lane];
    { let direction = subgroupBroadcast(loaded0_0, 0u); let beta = subgroupBroadcast(loaded1_0, 0u);
      let penalty = subgroupBroadcast(loaded2_0, 0u); x0_0 += outerBlock(beta0, direction) + outerBlock(direction0, beta); du0 -= x0_0 * penalty; x1_0 += outerBlock(beta1, direction) + outerBlock(direction1, beta); du1 -= x1_0 * penalty; }
    { let direction = subgroupBroadcast(loaded0_0, 1u); let beta = subgroupBroadcast(loaded1_0, 1u);
      let penalty = subgroupBroadcast(loaded2_0, 1u); x0_1 += outerBlock(beta0, direction) + outerBlock(direction0, beta); du0 -= x0_1 * penalty; x1_1 += outerBlock(beta1, direction) + outerBlock(direction1, beta); du1 -= x1_1 * penalty; }
    { let direction = subgroupBroadcast(loaded0_0, 2u); let beta = subgroupBroadcast(loaded1_0, 2u);
      let penalty = subgroupBroadcast(loaded2_0, 2u); x0_2 += outerBlock(beta0, direction) + outerBlock(direction0, beta); du0 -= x0_2 * penalty; x1_2 += outerBlock(beta1, direction) + outerBlock(direction1, beta); du1 -= x1_2 * penalty; }
    { let direction = subgroupBroadcast(loaded0_0, 3u); let beta = subgroupBroadcast(loaded1_0, 3u);
      let penalty = subgroupBroadcast(loaded2_0, 3u); x0_3 += outerBlock(beta0, direction) + outerBlock(direction0, beta); du0 -= x0_3 * penalty; x1_3 += outerBlock(beta1, direction) + outerBlock(direction1, beta); du1 -= x1_3 * penalty; }
    { let direction = subgroupBroadcast(loaded0_0, 4u); let beta = subgroupBroadcast(loaded1_0, 4u);
      let penalty = subgroupBroadcast(loaded2_0, 4u); x0_4 += outerBlock(beta0, direction) + outerBlock(direction0, beta); du0 -= x0_4 * penalty; x1_4 += outerBlock(beta1, direction) + outerBlock(direction1, beta); du1 -= x1_4 * penalty; }
    { let direction = subgroupBroadcast(loaded0_0, 5u); let beta = subgroupBroadcast(loaded1_0, 5u);
      let penalty = subgroupBroadcast(loaded2_0, 5u); x0_5 += outerBlock(beta0, direction) + outerBlock(direction0, beta); du0 -= x0_5 * penalty; x1_5 += outerBlock(beta1, direction) + outerBlock(direction1, beta); du1 -= x1_5 * penalty; }
    { let direction = subgroupBroadcast(loaded0_0, 6u); let beta = subgroupBroadcast(loaded1_0, 6u);
      let penalty = subgroupBroadcast(loaded2_0, 6u); x0_6 += outerBlock(beta0, direction) + outerBlock(direction0, beta); du0 -= x0_6 * penalty; x1_6 += outerBlock(beta1, direction) + outerBlock(direction1, beta); du1 -= x1_6 * penalty; }
    { let direction = subgroupBroadcast(loaded0_0, 7u); let beta = subgroupBroadcast(loaded1_0, 7u);
      let penalty = subgroupBroadcast(loaded2_0, 7u); x0_7 += outerBlock(beta0, direction) + outerBlock(direction0, beta); du0 -= x0_7 * penalty; x1_7 += outerBlock(beta1, direction) + outerBlock(direction1, beta); du1 -= x1_7 * penalty; }
    { let direction = subgroupBroadcast(loaded0_1, 0u); let beta = subgroupBroadcast(loaded1_1, 0u);
      let penalty = subgroupBroadcast(loaded2_1, 0u); x0_8 += outerBlock(beta0, direction) + outerBlock(direction0, beta); du0 -= x0_8 * penalty; x1_8 += outerBlock(beta1, direction) + outerBlock(direction1, beta); du1 -= x1_8 * penalty; }
    { let direction = subgroupBroadcast(loaded0_1, 1u); let beta = subgroupBroadcast(loaded1_1, 1u);
      let penalty = subgroupBroadcast(loaded2_1, 1u); x0_9 += outerBlock(beta0, direction) + outerBlock(direction0, beta); du0 -= x0_9 * penalty; x1_9 += outerBlock(beta1, direction) + outerBlock(direction1, beta); du1 -= x1_9 * penalty; }
    { let direction = subgroupBroadcast(loaded0_1, 2u); let beta = subgroupBroadcast(loaded1_1, 2u);
      let penalty = subgroupBroadcast(loaded2_1, 2u); x0_10 += outerBlock(beta0, direction) + outerBlock(direction0, beta); du0 -= x0_10 * penalty; x1_10 += outerBlock(beta1, direction) + outerBlock(direction1, beta); du1 -= x1_10 * penalty; }
    { let direction = subgroupBroadcast(loaded0_1, 3u); let beta = subgroupBroadcast(loaded1_1, 3u);
      let penalty = subgroupBroadcast(loaded2_1, 3u); x0_11 += outerBlock(beta0, direction) + outerBlock(direction0, beta); du0 -= x0_11 * penalty; x1_11 += outerBlock(beta1, direction) + outerBlock(direction1, beta); du1 -= x1_11 * penalty; }
    { let direction = subgroupBroadcast(loaded0_1, 4u); let beta = subgroupBroadcast(loaded1_1, 4u);
      let penalty = subgroupBroadcast(loaded2_1, 4u); x0_12 += outerBlock(beta0, direction) + outerBlock(direction0, beta); du0 -= x0_12 * penalty; x1_12 += outerBlock(beta1, direction) + outerBlock(direction1, beta); du1 -= x1_12 * penalty; }
    { let direction = subgroupBroadcast(loaded0_1, 5u); let beta = subgroupBroadcast(loaded1_1, 5u);
      let penalty = subgroupBroadcast(loaded2_1, 5u); x0_13 += outerBlock(beta0, direction) + outerBlock(direction0, beta); du0 -= x0_13 * penalty; x1_13 += outerBlock(beta1, direction) + outerBlock(direction1, beta); du1 -= x1_13 * penalty; }
    { let direction = subgroupBroadcast(loaded0_1, 6u); let beta = subgroupBroadcast(loaded1_1, 6u);
      let penalty = subgroupBroadcast(loaded2_1, 6u); x0_14 += outerBlock(beta0, direction) + outerBlock(direction0, beta); du0 -= x0_14 * penalty; x1_14 += outerBlock(beta1, direction) + outerBlock(direction1, beta); du1 -= x1_14 * penalty; }
    { let direction = subgroupBroadcast(loaded0_1, 7u); let beta = subgroupBroadcast(loaded1_1, 7u);
      let penalty = subgroupBroadcast(loaded2_1, 7u); x0_15 += outerBlock(beta0, direction) + outerBlock(direction0, beta); du0 -= x0_15 * penalty; x1_15 += outerBlock(beta1, direction) + outerBlock(direction1, beta); du1 -= x1_15 * penalty; } }
    uGradient[place * 16u + row0] = du0;
    uGradient[place * 16u + row1] = du1;
    
    previous = token;
  }
  
  for (var column = 0u; column < settings.columns; column += 8u) {
    inverse[((head * 16u) + row0) * 16u + (column + 0u)] = x0_0; inverse[((head * 16u) + row0) * 16u + (column + 1u)] = x0_1; inverse[((head * 16u) + row0) * 16u + (column + 2u)] = x0_2; inverse[((head * 16u) + row0) * 16u + (column + 3u)] = x0_3; inverse[((head * 16u) + row0) * 16u + (column + 4u)] = x0_4; inverse[((head * 16u) + row0) * 16u + (column + 5u)] = x0_5; inverse[((head * 16u) + row0) * 16u + (column + 6u)] = x0_6; inverse[((head * 16u) + row0) * 16u + (column + 7u)] = x0_7; let first0_0 = x0_0; let first0_1 = x0_1; let first0_2 = x0_2; let first0_3 = x0_3; let first0_4 = x0_4; let first0_5 = x0_5; let first0_6 = x0_6; let first0_7 = x0_7; x0_0 = x0_8; x0_1 = x0_9; x0_2 = x0_10; x0_3 = x0_11; x0_4 = x0_12; x0_5 = x0_13; x0_6 = x0_14; x0_7 = x0_15; x0_8 = first0_0; x0_9 = first0_1; x0_10 = first0_2; x0_11 = first0_3; x0_12 = first0_4; x0_13 = first0_5; x0_14 = first0_6; x0_15 = first0_7;
    inverse[((head * 16u) + row1) * 16u + (column + 0u)] = x1_0; inverse[((head * 16u) + row1) * 16u + (column + 1u)] = x1_1; inverse[((head * 16u) + row1) * 16u + (column + 2u)] = x1_2; inverse[((head * 16u) + row1) * 16u + (column + 3u)] = x1_3; inverse[((head * 16u) + row1) * 16u + (column + 4u)] = x1_4; inverse[((head * 16u) + row1) * 16u + (column + 5u)] = x1_5; inverse[((head * 16u) + row1) * 16u + (column + 6u)] = x1_6; inverse[((head * 16u) + row1) * 16u + (column + 7u)] = x1_7; let first1_0 = x1_0; let first1_1 = x1_1; let first1_2 = x1_2; let first1_3 = x1_3; let first1_4 = x1_4; let first1_5 = x1_5; let first1_6 = x1_6; let first1_7 = x1_7; x1_0 = x1_8; x1_1 = x1_9; x1_2 = x1_10; x1_3 = x1_11; x1_4 = x1_12; x1_5 = x1_13; x1_6 = x1_14; x1_7 = x1_15; x1_8 = first1_0; x1_9 = first1_1; x1_10 = first1_2; x1_11 = first1_3; x1_12 = first1_4; x1_13 = first1_5; x1_14 = first1_6; x1_15 = first1_7;
  }
}
