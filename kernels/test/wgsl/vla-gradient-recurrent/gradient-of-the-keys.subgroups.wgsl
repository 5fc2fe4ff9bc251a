// VLA gradient, recurrent, in subgroups of 8, on a software device with subgroups of 8: gradient of the keys

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
@group(0) @binding(0) var<storage, read> updates: array<f32>;
@group(0) @binding(1) var<storage, read> directionGradient: array<f32>;
@group(0) @binding(2) var<storage, read> directions: array<f32>;
@group(0) @binding(3) var<storage, read> lengths: array<f32>;
@group(0) @binding(4) var<storage, read> erased: array<f32>;
@group(0) @binding(5) var<storage, read_write> keyGradient: array<f32>;
@group(0) @binding(6) var<storage, read_write> kGradient: array<f32>;
@group(0) @binding(7) var<storage, read_write> inverse: array<f32>;
@group(0) @binding(8) var<uniform> settings: Settings;

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
    x0_0 = x0_8; x0_1 = x0_9; x0_2 = x0_10; x0_3 = x0_11; x0_4 = x0_12; x0_5 = x0_13; x0_6 = x0_14; x0_7 = x0_15; x0_8 = select(0.0, settings.diagonal, row0 == (column + 0u)); x0_9 = select(0.0, settings.diagonal, row0 == (column + 1u)); x0_10 = select(0.0, settings.diagonal, row0 == (column + 2u)); x0_11 = select(0.0, settings.diagonal, row0 == (column + 3u)); x0_12 = select(0.0, settings.diagonal, row0 == (column + 4u)); x0_13 = select(0.0, settings.diagonal, row0 == (column + 5u)); x0_14 = select(0.0, settings.diagonal, row0 == (column + 6u)); x0_15 = select(0.0, settings.diagonal, row0 == (column + 7u));
    x1_0 = x1_8; x1_1 = x1_9; x1_2 = x1_10; x1_3 = x1_11; x1_4 = x1_12; x1_5 = x1_13; x1_6 = x1_14; x1_7 = x1_15; x1_8 = select(0.0, settings.diagonal, row1 == (column + 0u)); x1_9 = select(0.0, settings.diagonal, row1 == (column + 1u)); x1_10 = select(0.0, settings.diagonal, row1 == (column + 2u)); x1_11 = select(0.0, settings.diagonal, row1 == (column + 3u)); x1_12 = select(0.0, settings.diagonal, row1 == (column + 4u)); x1_13 = select(0.0, settings.diagonal, row1 == (column + 5u)); x1_14 = select(0.0, settings.diagonal, row1 == (column + 6u)); x1_15 = select(0.0, settings.diagonal, row1 == (column + 7u));
  } }
  
  var previous = head * T + settings.begin;
  for (var step = settings.begin; step < settings.end; step++) {
    let token = head * T + step;
    
    let place = token * 1u + 0u;
    let y0 = updates[place * 16u + row0]; var beta0 = Part();
    let y1 = updates[place * 16u + row1]; var beta1 = Part();
    var along = 0.0; var squares = 0.0; var alpha0 = Part();
    var alpha1 = Part();
    { let loaded0_0 = updates[place * 16u + 0u + lane];
    let loaded0_1 = updates[place * 16u + 8u + lane];
    let loaded1_0 = directionGradient[token * 16u + 0u + lane];
    let loaded1_1 = directionGradient[token * 16u + 8u + lane];
    let loaded2_0 = directions[token * 16u + 0u + lane];
    let loaded2_1 = directions[token * 16u + 8u + lane];
    { let y = subgroupBroadcast(loaded0_0, 0u); let change = subgroupBroadcast(loaded1_0, 0u);
      let direction = subgroupBroadcast(loaded2_0, 0u); along += product(direction, change); squares += product(direction, direction); x0_0 -= outerBlock(y0, y); beta0 += x0_0 * change; alpha0 += x0_0 * direction; x1_0 -= outerBlock(y1, y); beta1 += x1_0 * change; alpha1 += x1_0 * direction; }
    { let y = subgroupBroadcast(loaded0_0, 1u); let change = subgroupBroadcast(loaded1_0, 1u);
      let direction = subgroupBroadcast(loaded2_0, 1u); along += product(direction, change); squares += product(direction, direction); x0_1 -= outerBlock(y0, y); beta0 += x0_1 * change; alpha0 += x0_1 * direction; x1_1 -= outerBlock(y1, y); beta1 += x1_1 * change; alpha1 += x1_1 * direction; }
    { let y = subgroupBroadcast(loaded0_0, 2u); let change = subgroupBroadcast(loaded1_0, 2u);
      let direction = subgroupBroadcast(loaded2_0, 2u); along += product(direction, change); squares += product(direction, direction); x0_2 -= outerBlock(y0, y); beta0 += x0_2 * change; alpha0 += x0_2 * direction; x1_2 -= outerBlock(y1, y); beta1 += x1_2 * change; alpha1 += x1_2 * direction; }
    { let y = subgroupBroadcast(loaded0_0, 3u); let change = subgroupBroadcast(loaded1_0, 3u);
      let direction = subgroupBroadcast(loaded2_0, 3u); along += product(direction, change); squares += product(direction, direction); x0_3 -= outerBlock(y0, y); beta0 += x0_3 * change; alpha0 += x0_3 * direction; x1_3 -= outerBlock(y1, y); beta1 += x1_3 * change; alpha1 += x1_3 * direction; }
    { let y = subgroupBroadcast(loaded0_0, 4u); let change = subgroupBroadcast(loaded1_0, 4u);
      let direction = subgroupBroadcast(loaded2_0, 4u); along += product(direction, change); squares += product(direction, direction); x0_4 -= outerBlock(y0, y); beta0 += x0_4 * change; alpha0 += x0_4 * direction; x1_4 -= outerBlock(y1, y); beta1 += x1_4 * change; alpha1 += x1_4 * direction; }
    { let y = subgroupBroadcast(loaded0_0, 5u); let change = subgroupBroadcast(loaded1_0, 5u);
      let direction = subgroupBroadcast(loaded2_0, 5u); along += product(direction, change); squares += product(direction, direction); x0_5 -= outerBlock(y0, y); beta0 += x0_5 * change; alpha0 += x0_5 * direction; x1_5 -= outerBlock(y1, y); beta1 += x1_5 * change; alpha1 += x1_5 * direction; }
    { let y = subgroupBroadcast(loaded0_0, 6u); let change = subgroupBroadcast(loaded1_0, 6u);
      let direction = subgroupBroadcast(loaded2_0, 6u); along += product(direction, change); squares += product(direction, direction); x0_6 -= outerBlock(y0, y); beta0 += x0_6 * change; alpha0 += x0_6 * direction; x1_6 -= outerBlock(y1, y); beta1 += x1_6 * change; alpha1 += x1_6 * direction; }
    { let y = subgroupBroadcast(loaded0_0, 7u); let change = subgroupBroadcast(loaded1_0, 7u);
      let direction = subgroupBroadcast(loaded2_0, 7u); along += product(direction, change); squares += product(direction, direction); x0_7 -= outerBlock(y0, y); beta0 += x0_7 * change; alpha0 += x0_7 * direction; x1_7 -= outerBlock(y1, y); beta1 += x1_7 * change; alpha1 += x1_7 * direction; }
    { let y = subgroupBroadcast(loaded0_1, 0u); let change = subgroupBroadcast(loaded1_1, 0u);
      let direction = subgroupBroadcast(loaded2_1, 0u); along += product(direction, change); squares += product(direction, direction); x0_8 -= outerBlock(y0, y); beta0 += x0_8 * change; alpha0 += x0_8 * direction; x1_8 -= outerBlock(y1, y); beta1 += x1_8 * change; alpha1 += x1_8 * direction; }
    { let y = subgroupBroadcast(loaded0_1, 1u); let change = subgroupBroadcast(loaded1_1, 1u);
      let direction = subgroupBroadcast(loaded2_1, 1u); along += product(direction, change); squares += product(direction, direction); x0_9 -= outerBlock(y0, y); beta0 += x0_9 * change; alpha0 += x0_9 * direction; x1_9 -= outerBlock(y1, y); beta1 += x1_9 * change; alpha1 += x1_9 * direction; }
    { let y = subgroupBroadcast(loaded0_1, 2u); let change = subgroupBroadcast(loaded1_1, 2u);
      let direction = subgroupBroadcast(loaded2_1, 2u); along += product(direction, change); squares += product(direction, direction); x0_10 -= outerBlock(y0, y); beta0 += x0_10 * change; alpha0 += x0_10 * direction; x1_10 -= outerBlock(y1, y); beta1 += x1_10 * change; alpha1 += x1_10 * direction; }
    { let y = subgroupBroadcast(loaded0_1, 3u); let change = subgroupBroadcast(loaded1_1, 3u);
      let direction = subgroupBroadcast(loaded2_1, 3u); along += product(direction, change); squares += product(direction, direction); x0_11 -= outerBlock(y0, y); beta0 += x0_11 * change; alpha0 += x0_11 * direction; x1_11 -= outerBlock(y1, y); beta1 += x1_11 * change; alpha1 += x1_11 * direction; }
    { let y = subgroupBroadcast(loaded0_1, 4u); let change = subgroupBroadcast(loaded1_1, 4u);
      let direction = subgroupBroadcast(loaded2_1, 4u); along += product(direction, change); squares += product(direction, direction); x0_12 -= outerBlock(y0, y); beta0 += x0_12 * change; alpha0 += x0_12 * direction; x1_12 -= outerBlock(y1, y); beta1 += x1_12 * change; alpha1 += x1_12 * direction; }
    { let y = subgroupBroadcast(loaded0_1, 5u); let change = subgroupBroadcast(loaded1_1, 5u);
      let direction = subgroupBroadcast(loaded2_1, 5u); along += product(direction, change); squares += product(direction, direction); x0_13 -= outerBlock(y0, y); beta0 += x0_13 * change; alpha0 += x0_13 * direction; x1_13 -= outerBlock(y1, y); beta1 += x1_13 * change; alpha1 += x1_13 * direction; }
    { let y = subgroupBroadcast(loaded0_1, 6u); let change = subgroupBroadcast(loaded1_1, 6u);
      let direction = subgroupBroadcast(loaded2_1, 6u); along += product(direction, change); squares += product(direction, direction); x0_14 -= outerBlock(y0, y); beta0 += x0_14 * change; alpha0 += x0_14 * direction; x1_14 -= outerBlock(y1, y); beta1 += x1_14 * change; alpha1 += x1_14 * direction; }
    { let y = subgroupBroadcast(loaded0_1, 7u); let change = subgroupBroadcast(loaded1_1, 7u);
      let direction = subgroupBroadcast(loaded2_1, 7u); along += product(direction, change); squares += product(direction, direction); x0_15 -= outerBlock(y0, y); beta0 += x0_15 * change; alpha0 += x0_15 * direction; x1_15 -= outerBlock(y1, y); beta1 += x1_15 * change; alpha1 += x1_15 * direction; } }
    let share = select(squares, 1.0, lengths[token] > 1e-12);
    beta0 = share * (beta0 - along * alpha0) / lengths[token];
    beta1 = share * (beta1 - along * alpha1) / lengths[token];
    keyGradient[token * 16u + row0] = beta0;
    let all0 = beta0 - erased[token * 16u + row0];
    kGradient[token * 16u + row0] = all0;
    keyGradient[token * 16u + row1] = beta1;
    let all1 = beta1 - erased[token * 16u + row1];
    kGradient[token * 16u + row1] = all1;
    previous = token;
  }
  
  for (var column = 0u; column < settings.columns; column += 8u) {
    inverse[((head * 16u) + row0) * 16u + (column + 0u)] = x0_0; inverse[((head * 16u) + row0) * 16u + (column + 1u)] = x0_1; inverse[((head * 16u) + row0) * 16u + (column + 2u)] = x0_2; inverse[((head * 16u) + row0) * 16u + (column + 3u)] = x0_3; inverse[((head * 16u) + row0) * 16u + (column + 4u)] = x0_4; inverse[((head * 16u) + row0) * 16u + (column + 5u)] = x0_5; inverse[((head * 16u) + row0) * 16u + (column + 6u)] = x0_6; inverse[((head * 16u) + row0) * 16u + (column + 7u)] = x0_7; let first0_0 = x0_0; let first0_1 = x0_1; let first0_2 = x0_2; let first0_3 = x0_3; let first0_4 = x0_4; let first0_5 = x0_5; let first0_6 = x0_6; let first0_7 = x0_7; x0_0 = x0_8; x0_1 = x0_9; x0_2 = x0_10; x0_3 = x0_11; x0_4 = x0_12; x0_5 = x0_13; x0_6 = x0_14; x0_7 = x0_15; x0_8 = first0_0; x0_9 = first0_1; x0_10 = first0_2; x0_11 = first0_3; x0_12 = first0_4; x0_13 = first0_5; x0_14 = first0_6; x0_15 = first0_7;
    inverse[((head * 16u) + row1) * 16u + (column + 0u)] = x1_0; inverse[((head * 16u) + row1) * 16u + (column + 1u)] = x1_1; inverse[((head * 16u) + row1) * 16u + (column + 2u)] = x1_2; inverse[((head * 16u) + row1) * 16u + (column + 3u)] = x1_3; inverse[((head * 16u) + row1) * 16u + (column + 4u)] = x1_4; inverse[((head * 16u) + row1) * 16u + (column + 5u)] = x1_5; inverse[((head * 16u) + row1) * 16u + (column + 6u)] = x1_6; inverse[((head * 16u) + row1) * 16u + (column + 7u)] = x1_7; let first1_0 = x1_0; let first1_1 = x1_1; let first1_2 = x1_2; let first1_3 = x1_3; let first1_4 = x1_4; let first1_5 = x1_5; let first1_6 = x1_6; let first1_7 = x1_7; x1_0 = x1_8; x1_1 = x1_9; x1_2 = x1_10; x1_3 = x1_11; x1_4 = x1_12; x1_5 = x1_13; x1_6 = x1_14; x1_7 = x1_15; x1_8 = first1_0; x1_9 = first1_1; x1_10 = first1_2; x1_11 = first1_3; x1_12 = first1_4; x1_13 = first1_5; x1_14 = first1_6; x1_15 = first1_7;
  }
}
