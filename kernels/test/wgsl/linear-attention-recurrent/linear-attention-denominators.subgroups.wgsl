// linear attention, recurrent, in subgroups of 8, on a software device with subgroups of 8: linear attention denominators

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
@group(0) @binding(0) var<storage, read> q: array<f32>;
@group(0) @binding(1) var<storage, read> k: array<f32>;
@group(0) @binding(2) var<storage, read_write> denominator: array<f32>;
@group(0) @binding(3) var<storage, read_write> normalizer: array<f32>;
@group(0) @binding(4) var<uniform> settings: Settings;

alias Part = f32;
fn product(x: Part, y: Part) -> f32 { return x * y; }
fn outerBlock(x: Part, y: Part) -> Part { return x * y; }

@compute @workgroup_size(8)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(subgroup_invocation_id) lane: u32) {
  let index = group.x + group.z * 65535u;
  if (index >= settings.invocations) { return; }
  let T = settings.T;
  let head = index / settings.perHead;
  let first = index % settings.perHead * 8u;
  let row0 = first + 0u + lane; var x0_0 = 0.0; var x0_1 = 0.0; var x0_2 = 0.0; var x0_3 = 0.0; var x0_4 = 0.0; var x0_5 = 0.0; var x0_6 = 0.0; var x0_7 = 0.0; var x0_8 = 0.0; var x0_9 = 0.0; var x0_10 = 0.0; var x0_11 = 0.0; var x0_12 = 0.0; var x0_13 = 0.0; var x0_14 = 0.0; var x0_15 = 0.0;
  for (var column = 0u; column < settings.columns; column += 16u) {
     x0_0 = select(0.0, normalizer[((head * 1u) + row0) * 16u + (column + 0u)], row0 < 1u); x0_1 = select(0.0, normalizer[((head * 1u) + row0) * 16u + (column + 1u)], row0 < 1u); x0_2 = select(0.0, normalizer[((head * 1u) + row0) * 16u + (column + 2u)], row0 < 1u); x0_3 = select(0.0, normalizer[((head * 1u) + row0) * 16u + (column + 3u)], row0 < 1u); x0_4 = select(0.0, normalizer[((head * 1u) + row0) * 16u + (column + 4u)], row0 < 1u); x0_5 = select(0.0, normalizer[((head * 1u) + row0) * 16u + (column + 5u)], row0 < 1u); x0_6 = select(0.0, normalizer[((head * 1u) + row0) * 16u + (column + 6u)], row0 < 1u); x0_7 = select(0.0, normalizer[((head * 1u) + row0) * 16u + (column + 7u)], row0 < 1u); x0_8 = select(0.0, normalizer[((head * 1u) + row0) * 16u + (column + 8u)], row0 < 1u); x0_9 = select(0.0, normalizer[((head * 1u) + row0) * 16u + (column + 9u)], row0 < 1u); x0_10 = select(0.0, normalizer[((head * 1u) + row0) * 16u + (column + 10u)], row0 < 1u); x0_11 = select(0.0, normalizer[((head * 1u) + row0) * 16u + (column + 11u)], row0 < 1u); x0_12 = select(0.0, normalizer[((head * 1u) + row0) * 16u + (column + 12u)], row0 < 1u); x0_13 = select(0.0, normalizer[((head * 1u) + row0) * 16u + (column + 13u)], row0 < 1u); x0_14 = select(0.0, normalizer[((head * 1u) + row0) * 16u + (column + 14u)], row0 < 1u); x0_15 = select(0.0, normalizer[((head * 1u) + row0) * 16u + (column + 15u)], row0 < 1u);
  }
  
  var previous = head * T + settings.begin;
  for (var step = settings.begin; step < settings.end; step++) {
    let token = head * T + step;
    var answer0 = Part();
    { let loaded0_0 = k[token * 16u + 0u + lane];
    let loaded0_1 = k[token * 16u + 8u + lane];
    let loaded1_0 = q[token * 16u + 0u + lane];
    let loaded1_1 = q[token * 16u + 8u + lane];
    { let key = subgroupBroadcast(loaded0_0, 0u); let query = subgroupBroadcast(loaded1_0, 0u); x0_0 += outerBlock(Part(1.0), key); answer0 += x0_0 * query; }
    { let key = subgroupBroadcast(loaded0_0, 1u); let query = subgroupBroadcast(loaded1_0, 1u); x0_1 += outerBlock(Part(1.0), key); answer0 += x0_1 * query; }
    { let key = subgroupBroadcast(loaded0_0, 2u); let query = subgroupBroadcast(loaded1_0, 2u); x0_2 += outerBlock(Part(1.0), key); answer0 += x0_2 * query; }
    { let key = subgroupBroadcast(loaded0_0, 3u); let query = subgroupBroadcast(loaded1_0, 3u); x0_3 += outerBlock(Part(1.0), key); answer0 += x0_3 * query; }
    { let key = subgroupBroadcast(loaded0_0, 4u); let query = subgroupBroadcast(loaded1_0, 4u); x0_4 += outerBlock(Part(1.0), key); answer0 += x0_4 * query; }
    { let key = subgroupBroadcast(loaded0_0, 5u); let query = subgroupBroadcast(loaded1_0, 5u); x0_5 += outerBlock(Part(1.0), key); answer0 += x0_5 * query; }
    { let key = subgroupBroadcast(loaded0_0, 6u); let query = subgroupBroadcast(loaded1_0, 6u); x0_6 += outerBlock(Part(1.0), key); answer0 += x0_6 * query; }
    { let key = subgroupBroadcast(loaded0_0, 7u); let query = subgroupBroadcast(loaded1_0, 7u); x0_7 += outerBlock(Part(1.0), key); answer0 += x0_7 * query; }
    { let key = subgroupBroadcast(loaded0_1, 0u); let query = subgroupBroadcast(loaded1_1, 0u); x0_8 += outerBlock(Part(1.0), key); answer0 += x0_8 * query; }
    { let key = subgroupBroadcast(loaded0_1, 1u); let query = subgroupBroadcast(loaded1_1, 1u); x0_9 += outerBlock(Part(1.0), key); answer0 += x0_9 * query; }
    { let key = subgroupBroadcast(loaded0_1, 2u); let query = subgroupBroadcast(loaded1_1, 2u); x0_10 += outerBlock(Part(1.0), key); answer0 += x0_10 * query; }
    { let key = subgroupBroadcast(loaded0_1, 3u); let query = subgroupBroadcast(loaded1_1, 3u); x0_11 += outerBlock(Part(1.0), key); answer0 += x0_11 * query; }
    { let key = subgroupBroadcast(loaded0_1, 4u); let query = subgroupBroadcast(loaded1_1, 4u); x0_12 += outerBlock(Part(1.0), key); answer0 += x0_12 * query; }
    { let key = subgroupBroadcast(loaded0_1, 5u); let query = subgroupBroadcast(loaded1_1, 5u); x0_13 += outerBlock(Part(1.0), key); answer0 += x0_13 * query; }
    { let key = subgroupBroadcast(loaded0_1, 6u); let query = subgroupBroadcast(loaded1_1, 6u); x0_14 += outerBlock(Part(1.0), key); answer0 += x0_14 * query; }
    { let key = subgroupBroadcast(loaded0_1, 7u); let query = subgroupBroadcast(loaded1_1, 7u); x0_15 += outerBlock(Part(1.0), key); answer0 += x0_15 * query; } }
    if (row0 < 1u) { denominator[token * 1u + row0] = answer0; }
    previous = token;
  }
  
  for (var column = 0u; column < settings.columns; column += 16u) {
    if (row0 < 1u) { normalizer[((head * 1u) + row0) * 16u + (column + 0u)] = x0_0; } if (row0 < 1u) { normalizer[((head * 1u) + row0) * 16u + (column + 1u)] = x0_1; } if (row0 < 1u) { normalizer[((head * 1u) + row0) * 16u + (column + 2u)] = x0_2; } if (row0 < 1u) { normalizer[((head * 1u) + row0) * 16u + (column + 3u)] = x0_3; } if (row0 < 1u) { normalizer[((head * 1u) + row0) * 16u + (column + 4u)] = x0_4; } if (row0 < 1u) { normalizer[((head * 1u) + row0) * 16u + (column + 5u)] = x0_5; } if (row0 < 1u) { normalizer[((head * 1u) + row0) * 16u + (column + 6u)] = x0_6; } if (row0 < 1u) { normalizer[((head * 1u) + row0) * 16u + (column + 7u)] = x0_7; } if (row0 < 1u) { normalizer[((head * 1u) + row0) * 16u + (column + 8u)] = x0_8; } if (row0 < 1u) { normalizer[((head * 1u) + row0) * 16u + (column + 9u)] = x0_9; } if (row0 < 1u) { normalizer[((head * 1u) + row0) * 16u + (column + 10u)] = x0_10; } if (row0 < 1u) { normalizer[((head * 1u) + row0) * 16u + (column + 11u)] = x0_11; } if (row0 < 1u) { normalizer[((head * 1u) + row0) * 16u + (column + 12u)] = x0_12; } if (row0 < 1u) { normalizer[((head * 1u) + row0) * 16u + (column + 13u)] = x0_13; } if (row0 < 1u) { normalizer[((head * 1u) + row0) * 16u + (column + 14u)] = x0_14; } if (row0 < 1u) { normalizer[((head * 1u) + row0) * 16u + (column + 15u)] = x0_15; } let first0_0 = x0_0; let first0_1 = x0_1; let first0_2 = x0_2; let first0_3 = x0_3; let first0_4 = x0_4; let first0_5 = x0_5; let first0_6 = x0_6; let first0_7 = x0_7; let first0_8 = x0_8; let first0_9 = x0_9; let first0_10 = x0_10; let first0_11 = x0_11; let first0_12 = x0_12; let first0_13 = x0_13; let first0_14 = x0_14; let first0_15 = x0_15;  x0_0 = first0_0; x0_1 = first0_1; x0_2 = first0_2; x0_3 = first0_3; x0_4 = first0_4; x0_5 = first0_5; x0_6 = first0_6; x0_7 = first0_7; x0_8 = first0_8; x0_9 = first0_9; x0_10 = first0_10; x0_11 = first0_11; x0_12 = first0_12; x0_13 = first0_13; x0_14 = first0_14; x0_15 = first0_15;
  }
}
