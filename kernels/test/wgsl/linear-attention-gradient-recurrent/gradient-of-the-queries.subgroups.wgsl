// linear attention gradient, recurrent, in subgroups of 8, on a software device with subgroups of 8: gradient of the queries

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
@group(0) @binding(1) var<storage, read> k: array<f32>;
@group(0) @binding(2) var<storage, read> values: array<f32>;
@group(0) @binding(3) var<storage, read_write> qGradient: array<f32>;
@group(0) @binding(4) var<storage, read_write> memory: array<f32>;
@group(0) @binding(5) var<uniform> settings: Settings;

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
  let row0 = first + 0u + lane; var x0_0 = 0.0; var x0_1 = 0.0; var x0_2 = 0.0; var x0_3 = 0.0; var x0_4 = 0.0; var x0_5 = 0.0; var x0_6 = 0.0; var x0_7 = 0.0; var x0_8 = 0.0; var x0_9 = 0.0; var x0_10 = 0.0; var x0_11 = 0.0; var x0_12 = 0.0; var x0_13 = 0.0; var x0_14 = 0.0; var x0_15 = 0.0; var x0_16 = 0.0; var x0_17 = 0.0; var x0_18 = 0.0; var x0_19 = 0.0; var x0_20 = 0.0; var x0_21 = 0.0; var x0_22 = 0.0; var x0_23 = 0.0;
    let row1 = first + 8u + lane; var x1_0 = 0.0; var x1_1 = 0.0; var x1_2 = 0.0; var x1_3 = 0.0; var x1_4 = 0.0; var x1_5 = 0.0; var x1_6 = 0.0; var x1_7 = 0.0; var x1_8 = 0.0; var x1_9 = 0.0; var x1_10 = 0.0; var x1_11 = 0.0; var x1_12 = 0.0; var x1_13 = 0.0; var x1_14 = 0.0; var x1_15 = 0.0; var x1_16 = 0.0; var x1_17 = 0.0; var x1_18 = 0.0; var x1_19 = 0.0; var x1_20 = 0.0; var x1_21 = 0.0; var x1_22 = 0.0; var x1_23 = 0.0;
  if (settings.begin > 0u) { for (var column = 0u; column < settings.columns; column += 8u) {
    x0_0 = x0_8; x0_1 = x0_9; x0_2 = x0_10; x0_3 = x0_11; x0_4 = x0_12; x0_5 = x0_13; x0_6 = x0_14; x0_7 = x0_15; x0_8 = x0_16; x0_9 = x0_17; x0_10 = x0_18; x0_11 = x0_19; x0_12 = x0_20; x0_13 = x0_21; x0_14 = x0_22; x0_15 = x0_23; x0_16 = select(0.0, memory[((head * 16u) + row0) * 17u + (column + 0u)], column + 0u < 17u); x0_17 = select(0.0, memory[((head * 16u) + row0) * 17u + (column + 1u)], column + 1u < 17u); x0_18 = select(0.0, memory[((head * 16u) + row0) * 17u + (column + 2u)], column + 2u < 17u); x0_19 = select(0.0, memory[((head * 16u) + row0) * 17u + (column + 3u)], column + 3u < 17u); x0_20 = select(0.0, memory[((head * 16u) + row0) * 17u + (column + 4u)], column + 4u < 17u); x0_21 = select(0.0, memory[((head * 16u) + row0) * 17u + (column + 5u)], column + 5u < 17u); x0_22 = select(0.0, memory[((head * 16u) + row0) * 17u + (column + 6u)], column + 6u < 17u); x0_23 = select(0.0, memory[((head * 16u) + row0) * 17u + (column + 7u)], column + 7u < 17u);
    x1_0 = x1_8; x1_1 = x1_9; x1_2 = x1_10; x1_3 = x1_11; x1_4 = x1_12; x1_5 = x1_13; x1_6 = x1_14; x1_7 = x1_15; x1_8 = x1_16; x1_9 = x1_17; x1_10 = x1_18; x1_11 = x1_19; x1_12 = x1_20; x1_13 = x1_21; x1_14 = x1_22; x1_15 = x1_23; x1_16 = select(0.0, memory[((head * 16u) + row1) * 17u + (column + 0u)], column + 0u < 17u); x1_17 = select(0.0, memory[((head * 16u) + row1) * 17u + (column + 1u)], column + 1u < 17u); x1_18 = select(0.0, memory[((head * 16u) + row1) * 17u + (column + 2u)], column + 2u < 17u); x1_19 = select(0.0, memory[((head * 16u) + row1) * 17u + (column + 3u)], column + 3u < 17u); x1_20 = select(0.0, memory[((head * 16u) + row1) * 17u + (column + 4u)], column + 4u < 17u); x1_21 = select(0.0, memory[((head * 16u) + row1) * 17u + (column + 5u)], column + 5u < 17u); x1_22 = select(0.0, memory[((head * 16u) + row1) * 17u + (column + 6u)], column + 6u < 17u); x1_23 = select(0.0, memory[((head * 16u) + row1) * 17u + (column + 7u)], column + 7u < 17u);
  } } else {  }
  
  var previous = head * T + settings.begin;
  for (var step = settings.begin; step < settings.end; step++) {
    let token = head * T + step;
    let direction0 = k[token * 16u + row0]; var lost0 = Part(); var query0 = Part();
    let direction1 = k[token * 16u + row1]; var lost1 = Part(); var query1 = Part();
    { let loaded0_0 = values[token * 17u + 0u + lane];
    let loaded0_1 = values[token * 17u + 8u + lane];
    let loaded0_2 = select(0.0, values[token * 17u + 16u + lane], 16u + lane < 17u);
    let loaded1_0 = answers[token * 17u + 0u + lane];
    let loaded1_1 = answers[token * 17u + 8u + lane];
    let loaded1_2 = select(0.0, answers[token * 17u + 16u + lane], 16u + lane < 17u);
    { 
    let error = subgroupBroadcast(loaded0_0, 0u); let weight = subgroupBroadcast(loaded1_0, 0u); 
    x0_0 += outerBlock(direction0, error); query0 += x0_0 * weight; 
    x1_0 += outerBlock(direction1, error); query1 += x1_0 * weight; }
    { 
    let error = subgroupBroadcast(loaded0_0, 1u); let weight = subgroupBroadcast(loaded1_0, 1u); 
    x0_1 += outerBlock(direction0, error); query0 += x0_1 * weight; 
    x1_1 += outerBlock(direction1, error); query1 += x1_1 * weight; }
    { 
    let error = subgroupBroadcast(loaded0_0, 2u); let weight = subgroupBroadcast(loaded1_0, 2u); 
    x0_2 += outerBlock(direction0, error); query0 += x0_2 * weight; 
    x1_2 += outerBlock(direction1, error); query1 += x1_2 * weight; }
    { 
    let error = subgroupBroadcast(loaded0_0, 3u); let weight = subgroupBroadcast(loaded1_0, 3u); 
    x0_3 += outerBlock(direction0, error); query0 += x0_3 * weight; 
    x1_3 += outerBlock(direction1, error); query1 += x1_3 * weight; }
    { 
    let error = subgroupBroadcast(loaded0_0, 4u); let weight = subgroupBroadcast(loaded1_0, 4u); 
    x0_4 += outerBlock(direction0, error); query0 += x0_4 * weight; 
    x1_4 += outerBlock(direction1, error); query1 += x1_4 * weight; }
    { 
    let error = subgroupBroadcast(loaded0_0, 5u); let weight = subgroupBroadcast(loaded1_0, 5u); 
    x0_5 += outerBlock(direction0, error); query0 += x0_5 * weight; 
    x1_5 += outerBlock(direction1, error); query1 += x1_5 * weight; }
    { 
    let error = subgroupBroadcast(loaded0_0, 6u); let weight = subgroupBroadcast(loaded1_0, 6u); 
    x0_6 += outerBlock(direction0, error); query0 += x0_6 * weight; 
    x1_6 += outerBlock(direction1, error); query1 += x1_6 * weight; }
    { 
    let error = subgroupBroadcast(loaded0_0, 7u); let weight = subgroupBroadcast(loaded1_0, 7u); 
    x0_7 += outerBlock(direction0, error); query0 += x0_7 * weight; 
    x1_7 += outerBlock(direction1, error); query1 += x1_7 * weight; }
    { 
    let error = subgroupBroadcast(loaded0_1, 0u); let weight = subgroupBroadcast(loaded1_1, 0u); 
    x0_8 += outerBlock(direction0, error); query0 += x0_8 * weight; 
    x1_8 += outerBlock(direction1, error); query1 += x1_8 * weight; }
    { 
    let error = subgroupBroadcast(loaded0_1, 1u); let weight = subgroupBroadcast(loaded1_1, 1u); 
    x0_9 += outerBlock(direction0, error); query0 += x0_9 * weight; 
    x1_9 += outerBlock(direction1, error); query1 += x1_9 * weight; }
    { 
    let error = subgroupBroadcast(loaded0_1, 2u); let weight = subgroupBroadcast(loaded1_1, 2u); 
    x0_10 += outerBlock(direction0, error); query0 += x0_10 * weight; 
    x1_10 += outerBlock(direction1, error); query1 += x1_10 * weight; }
    { 
    let error = subgroupBroadcast(loaded0_1, 3u); let weight = subgroupBroadcast(loaded1_1, 3u); 
    x0_11 += outerBlock(direction0, error); query0 += x0_11 * weight; 
    x1_11 += outerBlock(direction1, error); query1 += x1_11 * weight; }
    { 
    let error = subgroupBroadcast(loaded0_1, 4u); let weight = subgroupBroadcast(loaded1_1, 4u); 
    x0_12 += outerBlock(direction0, error); query0 += x0_12 * weight; 
    x1_12 += outerBlock(direction1, error); query1 += x1_12 * weight; }
    { 
    let error = subgroupBroadcast(loaded0_1, 5u); let weight = subgroupBroadcast(loaded1_1, 5u); 
    x0_13 += outerBlock(direction0, error); query0 += x0_13 * weight; 
    x1_13 += outerBlock(direction1, error); query1 += x1_13 * weight; }
    { 
    let error = subgroupBroadcast(loaded0_1, 6u); let weight = subgroupBroadcast(loaded1_1, 6u); 
    x0_14 += outerBlock(direction0, error); query0 += x0_14 * weight; 
    x1_14 += outerBlock(direction1, error); query1 += x1_14 * weight; }
    { 
    let error = subgroupBroadcast(loaded0_1, 7u); let weight = subgroupBroadcast(loaded1_1, 7u); 
    x0_15 += outerBlock(direction0, error); query0 += x0_15 * weight; 
    x1_15 += outerBlock(direction1, error); query1 += x1_15 * weight; }
    { 
    let error = subgroupBroadcast(loaded0_2, 0u); let weight = subgroupBroadcast(loaded1_2, 0u); 
    x0_16 += outerBlock(direction0, error); query0 += x0_16 * weight; 
    x1_16 += outerBlock(direction1, error); query1 += x1_16 * weight; } }
     qGradient[token * 16u + row0] = query0;
     qGradient[token * 16u + row1] = query1;
    previous = token;
  }
  
  for (var column = 0u; column < settings.columns; column += 8u) {
    if (column + 0u < 17u) { memory[((head * 16u) + row0) * 17u + (column + 0u)] = x0_0; } if (column + 1u < 17u) { memory[((head * 16u) + row0) * 17u + (column + 1u)] = x0_1; } if (column + 2u < 17u) { memory[((head * 16u) + row0) * 17u + (column + 2u)] = x0_2; } if (column + 3u < 17u) { memory[((head * 16u) + row0) * 17u + (column + 3u)] = x0_3; } if (column + 4u < 17u) { memory[((head * 16u) + row0) * 17u + (column + 4u)] = x0_4; } if (column + 5u < 17u) { memory[((head * 16u) + row0) * 17u + (column + 5u)] = x0_5; } if (column + 6u < 17u) { memory[((head * 16u) + row0) * 17u + (column + 6u)] = x0_6; } if (column + 7u < 17u) { memory[((head * 16u) + row0) * 17u + (column + 7u)] = x0_7; } let first0_0 = x0_0; let first0_1 = x0_1; let first0_2 = x0_2; let first0_3 = x0_3; let first0_4 = x0_4; let first0_5 = x0_5; let first0_6 = x0_6; let first0_7 = x0_7; x0_0 = x0_8; x0_1 = x0_9; x0_2 = x0_10; x0_3 = x0_11; x0_4 = x0_12; x0_5 = x0_13; x0_6 = x0_14; x0_7 = x0_15; x0_8 = x0_16; x0_9 = x0_17; x0_10 = x0_18; x0_11 = x0_19; x0_12 = x0_20; x0_13 = x0_21; x0_14 = x0_22; x0_15 = x0_23; x0_16 = first0_0; x0_17 = first0_1; x0_18 = first0_2; x0_19 = first0_3; x0_20 = first0_4; x0_21 = first0_5; x0_22 = first0_6; x0_23 = first0_7;
    if (column + 0u < 17u) { memory[((head * 16u) + row1) * 17u + (column + 0u)] = x1_0; } if (column + 1u < 17u) { memory[((head * 16u) + row1) * 17u + (column + 1u)] = x1_1; } if (column + 2u < 17u) { memory[((head * 16u) + row1) * 17u + (column + 2u)] = x1_2; } if (column + 3u < 17u) { memory[((head * 16u) + row1) * 17u + (column + 3u)] = x1_3; } if (column + 4u < 17u) { memory[((head * 16u) + row1) * 17u + (column + 4u)] = x1_4; } if (column + 5u < 17u) { memory[((head * 16u) + row1) * 17u + (column + 5u)] = x1_5; } if (column + 6u < 17u) { memory[((head * 16u) + row1) * 17u + (column + 6u)] = x1_6; } if (column + 7u < 17u) { memory[((head * 16u) + row1) * 17u + (column + 7u)] = x1_7; } let first1_0 = x1_0; let first1_1 = x1_1; let first1_2 = x1_2; let first1_3 = x1_3; let first1_4 = x1_4; let first1_5 = x1_5; let first1_6 = x1_6; let first1_7 = x1_7; x1_0 = x1_8; x1_1 = x1_9; x1_2 = x1_10; x1_3 = x1_11; x1_4 = x1_12; x1_5 = x1_13; x1_6 = x1_14; x1_7 = x1_15; x1_8 = x1_16; x1_9 = x1_17; x1_10 = x1_18; x1_11 = x1_19; x1_12 = x1_20; x1_13 = x1_21; x1_14 = x1_22; x1_15 = x1_23; x1_16 = first1_0; x1_17 = first1_1; x1_18 = first1_2; x1_19 = first1_3; x1_20 = first1_4; x1_21 = first1_5; x1_22 = first1_6; x1_23 = first1_7;
  }
}
