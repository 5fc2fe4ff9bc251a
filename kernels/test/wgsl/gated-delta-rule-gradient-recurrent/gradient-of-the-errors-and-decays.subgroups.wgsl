// gated delta rule gradient, recurrent, in subgroups of 8, on a software device with subgroups of 8: gradient of the errors and decays

enable subgroups;
diagnostic(off, subgroup_uniformity);

struct Settings {
  begin: u32,
  end: u32,
  T: u32,
  invocations: u32,
  columns: u32,
  perHead: u32,
  steps: u32,
  chunks: u32,
}
@group(0) @binding(0) var<storage, read> wide: array<f32>;
@group(0) @binding(1) var<storage, read> gamma: array<f32>;
@group(0) @binding(2) var<storage, read_write> tall: array<f32>;
@group(0) @binding(3) var<storage, read_write> vGradient: array<f32>;
@group(0) @binding(4) var<storage, read_write> states: array<f32>;
@group(0) @binding(5) var<storage, read_write> decayParts: array<f32>;
@group(0) @binding(6) var<storage, read_write> initialMemoryGradient: array<f32>;
@group(0) @binding(7) var<storage, read> finalMemoryGradient: array<f32>;
@group(0) @binding(8) var<uniform> settings: Settings;

@compute @workgroup_size(8)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(subgroup_invocation_id) lane: u32) {
  let index = group.x + group.z * 65535u;
  if (index >= settings.invocations) { return; }
  let T = settings.T;
  let perHead = settings.perHead;
  let steps = settings.steps;
  let chunks = settings.chunks;
  let head = index / perHead;
  let part = index % perHead;
  // States before run i of a block: before the first one as they were left, before the others after all of those.
  let kept = settings.invocations / perHead * chunks * 16u + head * (steps / 4u) * 16u;
  let row0 = part * 8u + 0u + lane; let near0 = row0; let matrix0 = (head * 16u + near0) * 16u;
  if (settings.begin == 0u) {
    for (var column = 0u; column < settings.columns; column++) {
      initialMemoryGradient[matrix0 + column] = finalMemoryGradient[matrix0 + column];
    }
  }
  for (var step = settings.begin; step < settings.end; step++) {
    let chunk = chunks - 1u - step;
    let first = head * T + chunk * steps;
    let count = min(steps, T - chunk * steps);
    let runs = (count + 3u) / 4u;
    let start = (head * chunks + chunk) * 16u;
    for (var run = 0u; run + 1u < runs; run++) {
      let token = first + run * 4u;
      let before = select(kept + run * 16u, start, run == 0u);
      let after = kept + (run + 1u) * 16u;
      let token0 = token + 0u;
    let token1 = token + 1u;
    let token2 = token + 2u;
    let token3 = token + 3u;
      var left = 1.0;
      let written0_3 = left * tall[(3u * token3 + 1u) * 16u + near0]; left *= gamma[token3];
      let written0_2 = left * tall[(3u * token2 + 1u) * 16u + near0]; left *= gamma[token2];
      let written0_1 = left * tall[(3u * token1 + 1u) * 16u + near0]; left *= gamma[token1];
      let written0_0 = left * tall[(3u * token0 + 1u) * 16u + near0]; left *= gamma[token0];
      for (var column = 0u; column < settings.columns; column += 8u) {
    let alongOwn0 = wide[(3u * token0 + 1u) * 16u + column + lane];
    let alongOwn1 = wide[(3u * token1 + 1u) * 16u + column + lane];
    let alongOwn2 = wide[(3u * token2 + 1u) * 16u + column + lane];
    let alongOwn3 = wide[(3u * token3 + 1u) * 16u + column + lane];
    
    { let along0 = subgroupBroadcast(alongOwn0, 0u);
    let along1 = subgroupBroadcast(alongOwn1, 0u);
    let along2 = subgroupBroadcast(alongOwn2, 0u);
    let along3 = subgroupBroadcast(alongOwn3, 0u);
    { let S = left * states[(before + near0) * 16u + column + 0u] + written0_0 * along0 + written0_1 * along1 + written0_2 * along2 + written0_3 * along3;
        states[(after + row0) * 16u + column + 0u] = S; } }
    { let along0 = subgroupBroadcast(alongOwn0, 1u);
    let along1 = subgroupBroadcast(alongOwn1, 1u);
    let along2 = subgroupBroadcast(alongOwn2, 1u);
    let along3 = subgroupBroadcast(alongOwn3, 1u);
    { let S = left * states[(before + near0) * 16u + column + 1u] + written0_0 * along0 + written0_1 * along1 + written0_2 * along2 + written0_3 * along3;
        states[(after + row0) * 16u + column + 1u] = S; } }
    { let along0 = subgroupBroadcast(alongOwn0, 2u);
    let along1 = subgroupBroadcast(alongOwn1, 2u);
    let along2 = subgroupBroadcast(alongOwn2, 2u);
    let along3 = subgroupBroadcast(alongOwn3, 2u);
    { let S = left * states[(before + near0) * 16u + column + 2u] + written0_0 * along0 + written0_1 * along1 + written0_2 * along2 + written0_3 * along3;
        states[(after + row0) * 16u + column + 2u] = S; } }
    { let along0 = subgroupBroadcast(alongOwn0, 3u);
    let along1 = subgroupBroadcast(alongOwn1, 3u);
    let along2 = subgroupBroadcast(alongOwn2, 3u);
    let along3 = subgroupBroadcast(alongOwn3, 3u);
    { let S = left * states[(before + near0) * 16u + column + 3u] + written0_0 * along0 + written0_1 * along1 + written0_2 * along2 + written0_3 * along3;
        states[(after + row0) * 16u + column + 3u] = S; } }
    { let along0 = subgroupBroadcast(alongOwn0, 4u);
    let along1 = subgroupBroadcast(alongOwn1, 4u);
    let along2 = subgroupBroadcast(alongOwn2, 4u);
    let along3 = subgroupBroadcast(alongOwn3, 4u);
    { let S = left * states[(before + near0) * 16u + column + 4u] + written0_0 * along0 + written0_1 * along1 + written0_2 * along2 + written0_3 * along3;
        states[(after + row0) * 16u + column + 4u] = S; } }
    { let along0 = subgroupBroadcast(alongOwn0, 5u);
    let along1 = subgroupBroadcast(alongOwn1, 5u);
    let along2 = subgroupBroadcast(alongOwn2, 5u);
    let along3 = subgroupBroadcast(alongOwn3, 5u);
    { let S = left * states[(before + near0) * 16u + column + 5u] + written0_0 * along0 + written0_1 * along1 + written0_2 * along2 + written0_3 * along3;
        states[(after + row0) * 16u + column + 5u] = S; } }
    { let along0 = subgroupBroadcast(alongOwn0, 6u);
    let along1 = subgroupBroadcast(alongOwn1, 6u);
    let along2 = subgroupBroadcast(alongOwn2, 6u);
    let along3 = subgroupBroadcast(alongOwn3, 6u);
    { let S = left * states[(before + near0) * 16u + column + 6u] + written0_0 * along0 + written0_1 * along1 + written0_2 * along2 + written0_3 * along3;
        states[(after + row0) * 16u + column + 6u] = S; } }
    { let along0 = subgroupBroadcast(alongOwn0, 7u);
    let along1 = subgroupBroadcast(alongOwn1, 7u);
    let along2 = subgroupBroadcast(alongOwn2, 7u);
    let along3 = subgroupBroadcast(alongOwn3, 7u);
    { let S = left * states[(before + near0) * 16u + column + 7u] + written0_0 * along0 + written0_1 * along1 + written0_2 * along2 + written0_3 * along3;
        states[(after + row0) * 16u + column + 7u] = S; } }
  }
    }
    for (var run = runs; run > 0u; run--) {
      let token = first + (run - 1u) * 4u;
      let end = first + count;
      let before = select(kept + (run - 1u) * 16u, start, run == 1u);
      // Steps after the last one are that one again, and change nothing.
      let there0 = token + 0u < end; let token0 = min(token + 0u, end - 1u); let decay0 = select(1.0, gamma[token0], there0);
    let there1 = token + 1u < end; let token1 = min(token + 1u, end - 1u); let decay1 = select(1.0, gamma[token1], there1);
    let there2 = token + 2u < end; let token2 = min(token + 2u, end - 1u); let decay2 = select(1.0, gamma[token2], there2);
    let there3 = token + 3u < end; let token3 = min(token + 3u, end - 1u); let decay3 = select(1.0, gamma[token3], there3);
      let weight0_0 = select(0.0, tall[(3u * token0 + 0u) * 16u + near0], there0); let error0_0 = select(0.0, tall[(3u * token0 + 1u) * 16u + near0], there0);
    let weight0_1 = select(0.0, tall[(3u * token1 + 0u) * 16u + near0], there1); let error0_1 = select(0.0, tall[(3u * token1 + 1u) * 16u + near0], there1);
    let weight0_2 = select(0.0, tall[(3u * token2 + 0u) * 16u + near0], there2); let error0_2 = select(0.0, tall[(3u * token2 + 1u) * 16u + near0], there2);
    let weight0_3 = select(0.0, tall[(3u * token3 + 0u) * 16u + near0], there3); let error0_3 = select(0.0, tall[(3u * token3 + 1u) * 16u + near0], there3);
      var z0 = 0.0; var y0_0 = 0.0; var u0_0 = 0.0; var w0_0 = 0.0; var y0_1 = 0.0; var u0_1 = 0.0; var w0_1 = 0.0; var y0_2 = 0.0; var u0_2 = 0.0; var w0_2 = 0.0; var y0_3 = 0.0; var u0_3 = 0.0; var w0_3 = 0.0;
      var qa0_0 = 0.0;  var qa1_0 = 0.0; var pa1_0 = 0.0; var qa1_1 = 0.0;  var qa2_0 = 0.0; var pa2_0 = 0.0; var qa2_1 = 0.0; var pa2_1 = 0.0; var qa2_2 = 0.0;  var qa3_0 = 0.0; var pa3_0 = 0.0; var qa3_1 = 0.0; var pa3_1 = 0.0; var qa3_2 = 0.0; var pa3_2 = 0.0; var qa3_3 = 0.0; 
      for (var column = 0u; column < settings.columns; column += 8u) {
    let alongOwn0 = wide[(3u * token0 + 1u) * 16u + column + lane];
    let alongOwn1 = wide[(3u * token1 + 1u) * 16u + column + lane];
    let alongOwn2 = wide[(3u * token2 + 1u) * 16u + column + lane];
    let alongOwn3 = wide[(3u * token3 + 1u) * 16u + column + lane];
    let queryOwn0 = wide[(3u * token0 + 0u) * 16u + column + lane];
    let queryOwn1 = wide[(3u * token1 + 0u) * 16u + column + lane];
    let queryOwn2 = wide[(3u * token2 + 0u) * 16u + column + lane];
    let queryOwn3 = wide[(3u * token3 + 0u) * 16u + column + lane];
    let keyOwn0 = wide[(3u * token0 + 2u) * 16u + column + lane];
    let keyOwn1 = wide[(3u * token1 + 2u) * 16u + column + lane];
    let keyOwn2 = wide[(3u * token2 + 2u) * 16u + column + lane];
    let keyOwn3 = wide[(3u * token3 + 2u) * 16u + column + lane];
    qa0_0 += queryOwn0 * alongOwn0;  qa1_0 += queryOwn1 * alongOwn0; pa1_0 += keyOwn1 * alongOwn0; qa1_1 += queryOwn1 * alongOwn1;  qa2_0 += queryOwn2 * alongOwn0; pa2_0 += keyOwn2 * alongOwn0; qa2_1 += queryOwn2 * alongOwn1; pa2_1 += keyOwn2 * alongOwn1; qa2_2 += queryOwn2 * alongOwn2;  qa3_0 += queryOwn3 * alongOwn0; pa3_0 += keyOwn3 * alongOwn0; qa3_1 += queryOwn3 * alongOwn1; pa3_1 += keyOwn3 * alongOwn1; qa3_2 += queryOwn3 * alongOwn2; pa3_2 += keyOwn3 * alongOwn2; qa3_3 += queryOwn3 * alongOwn3; 
    { let along0 = subgroupBroadcast(alongOwn0, 0u);
    let along1 = subgroupBroadcast(alongOwn1, 0u);
    let along2 = subgroupBroadcast(alongOwn2, 0u);
    let along3 = subgroupBroadcast(alongOwn3, 0u);
    let query0 = subgroupBroadcast(queryOwn0, 0u);
    let query1 = subgroupBroadcast(queryOwn1, 0u);
    let query2 = subgroupBroadcast(queryOwn2, 0u);
    let query3 = subgroupBroadcast(queryOwn3, 0u);
    let key0 = subgroupBroadcast(keyOwn0, 0u);
    let key1 = subgroupBroadcast(keyOwn1, 0u);
    let key2 = subgroupBroadcast(keyOwn2, 0u);
    let key3 = subgroupBroadcast(keyOwn3, 0u);
    { let R = initialMemoryGradient[matrix0 + column + 0u]; let S = states[(before + near0) * 16u + column + 0u]; z0 += R * S;
        y0_0 += R * along0; u0_0 += S * query0; w0_0 += S * key0; y0_1 += R * along1; u0_1 += S * query1; w0_1 += S * key1; y0_2 += R * along2; u0_2 += S * query2; w0_2 += S * key2; y0_3 += R * along3; u0_3 += S * query3; w0_3 += S * key3; } }
    { let along0 = subgroupBroadcast(alongOwn0, 1u);
    let along1 = subgroupBroadcast(alongOwn1, 1u);
    let along2 = subgroupBroadcast(alongOwn2, 1u);
    let along3 = subgroupBroadcast(alongOwn3, 1u);
    let query0 = subgroupBroadcast(queryOwn0, 1u);
    let query1 = subgroupBroadcast(queryOwn1, 1u);
    let query2 = subgroupBroadcast(queryOwn2, 1u);
    let query3 = subgroupBroadcast(queryOwn3, 1u);
    let key0 = subgroupBroadcast(keyOwn0, 1u);
    let key1 = subgroupBroadcast(keyOwn1, 1u);
    let key2 = subgroupBroadcast(keyOwn2, 1u);
    let key3 = subgroupBroadcast(keyOwn3, 1u);
    { let R = initialMemoryGradient[matrix0 + column + 1u]; let S = states[(before + near0) * 16u + column + 1u]; z0 += R * S;
        y0_0 += R * along0; u0_0 += S * query0; w0_0 += S * key0; y0_1 += R * along1; u0_1 += S * query1; w0_1 += S * key1; y0_2 += R * along2; u0_2 += S * query2; w0_2 += S * key2; y0_3 += R * along3; u0_3 += S * query3; w0_3 += S * key3; } }
    { let along0 = subgroupBroadcast(alongOwn0, 2u);
    let along1 = subgroupBroadcast(alongOwn1, 2u);
    let along2 = subgroupBroadcast(alongOwn2, 2u);
    let along3 = subgroupBroadcast(alongOwn3, 2u);
    let query0 = subgroupBroadcast(queryOwn0, 2u);
    let query1 = subgroupBroadcast(queryOwn1, 2u);
    let query2 = subgroupBroadcast(queryOwn2, 2u);
    let query3 = subgroupBroadcast(queryOwn3, 2u);
    let key0 = subgroupBroadcast(keyOwn0, 2u);
    let key1 = subgroupBroadcast(keyOwn1, 2u);
    let key2 = subgroupBroadcast(keyOwn2, 2u);
    let key3 = subgroupBroadcast(keyOwn3, 2u);
    { let R = initialMemoryGradient[matrix0 + column + 2u]; let S = states[(before + near0) * 16u + column + 2u]; z0 += R * S;
        y0_0 += R * along0; u0_0 += S * query0; w0_0 += S * key0; y0_1 += R * along1; u0_1 += S * query1; w0_1 += S * key1; y0_2 += R * along2; u0_2 += S * query2; w0_2 += S * key2; y0_3 += R * along3; u0_3 += S * query3; w0_3 += S * key3; } }
    { let along0 = subgroupBroadcast(alongOwn0, 3u);
    let along1 = subgroupBroadcast(alongOwn1, 3u);
    let along2 = subgroupBroadcast(alongOwn2, 3u);
    let along3 = subgroupBroadcast(alongOwn3, 3u);
    let query0 = subgroupBroadcast(queryOwn0, 3u);
    let query1 = subgroupBroadcast(queryOwn1, 3u);
    let query2 = subgroupBroadcast(queryOwn2, 3u);
    let query3 = subgroupBroadcast(queryOwn3, 3u);
    let key0 = subgroupBroadcast(keyOwn0, 3u);
    let key1 = subgroupBroadcast(keyOwn1, 3u);
    let key2 = subgroupBroadcast(keyOwn2, 3u);
    let key3 = subgroupBroadcast(keyOwn3, 3u);
    { let R = initialMemoryGradient[matrix0 + column + 3u]; let S = states[(before + near0) * 16u + column + 3u]; z0 += R * S;
        y0_0 += R * along0; u0_0 += S * query0; w0_0 += S * key0; y0_1 += R * along1; u0_1 += S * query1; w0_1 += S * key1; y0_2 += R * along2; u0_2 += S * query2; w0_2 += S * key2; y0_3 += R * along3; u0_3 += S * query3; w0_3 += S * key3; } }
    { let along0 = subgroupBroadcast(alongOwn0, 4u);
    let along1 = subgroupBroadcast(alongOwn1, 4u);
    let along2 = subgroupBroadcast(alongOwn2, 4u);
    let along3 = subgroupBroadcast(alongOwn3, 4u);
    let query0 = subgroupBroadcast(queryOwn0, 4u);
    let query1 = subgroupBroadcast(queryOwn1, 4u);
    let query2 = subgroupBroadcast(queryOwn2, 4u);
    let query3 = subgroupBroadcast(queryOwn3, 4u);
    let key0 = subgroupBroadcast(keyOwn0, 4u);
    let key1 = subgroupBroadcast(keyOwn1, 4u);
    let key2 = subgroupBroadcast(keyOwn2, 4u);
    let key3 = subgroupBroadcast(keyOwn3, 4u);
    { let R = initialMemoryGradient[matrix0 + column + 4u]; let S = states[(before + near0) * 16u + column + 4u]; z0 += R * S;
        y0_0 += R * along0; u0_0 += S * query0; w0_0 += S * key0; y0_1 += R * along1; u0_1 += S * query1; w0_1 += S * key1; y0_2 += R * along2; u0_2 += S * query2; w0_2 += S * key2; y0_3 += R * along3; u0_3 += S * query3; w0_3 += S * key3; } }
    { let along0 = subgroupBroadcast(alongOwn0, 5u);
    let along1 = subgroupBroadcast(alongOwn1, 5u);
    let along2 = subgroupBroadcast(alongOwn2, 5u);
    let along3 = subgroupBroadcast(alongOwn3, 5u);
    let query0 = subgroupBroadcast(queryOwn0, 5u);
    let query1 = subgroupBroadcast(queryOwn1, 5u);
    let query2 = subgroupBroadcast(queryOwn2, 5u);
    let query3 = subgroupBroadcast(queryOwn3, 5u);
    let key0 = subgroupBroadcast(keyOwn0, 5u);
    let key1 = subgroupBroadcast(keyOwn1, 5u);
    let key2 = subgroupBroadcast(keyOwn2, 5u);
    let key3 = subgroupBroadcast(keyOwn3, 5u);
    { let R = initialMemoryGradient[matrix0 + column + 5u]; let S = states[(before + near0) * 16u + column + 5u]; z0 += R * S;
        y0_0 += R * along0; u0_0 += S * query0; w0_0 += S * key0; y0_1 += R * along1; u0_1 += S * query1; w0_1 += S * key1; y0_2 += R * along2; u0_2 += S * query2; w0_2 += S * key2; y0_3 += R * along3; u0_3 += S * query3; w0_3 += S * key3; } }
    { let along0 = subgroupBroadcast(alongOwn0, 6u);
    let along1 = subgroupBroadcast(alongOwn1, 6u);
    let along2 = subgroupBroadcast(alongOwn2, 6u);
    let along3 = subgroupBroadcast(alongOwn3, 6u);
    let query0 = subgroupBroadcast(queryOwn0, 6u);
    let query1 = subgroupBroadcast(queryOwn1, 6u);
    let query2 = subgroupBroadcast(queryOwn2, 6u);
    let query3 = subgroupBroadcast(queryOwn3, 6u);
    let key0 = subgroupBroadcast(keyOwn0, 6u);
    let key1 = subgroupBroadcast(keyOwn1, 6u);
    let key2 = subgroupBroadcast(keyOwn2, 6u);
    let key3 = subgroupBroadcast(keyOwn3, 6u);
    { let R = initialMemoryGradient[matrix0 + column + 6u]; let S = states[(before + near0) * 16u + column + 6u]; z0 += R * S;
        y0_0 += R * along0; u0_0 += S * query0; w0_0 += S * key0; y0_1 += R * along1; u0_1 += S * query1; w0_1 += S * key1; y0_2 += R * along2; u0_2 += S * query2; w0_2 += S * key2; y0_3 += R * along3; u0_3 += S * query3; w0_3 += S * key3; } }
    { let along0 = subgroupBroadcast(alongOwn0, 7u);
    let along1 = subgroupBroadcast(alongOwn1, 7u);
    let along2 = subgroupBroadcast(alongOwn2, 7u);
    let along3 = subgroupBroadcast(alongOwn3, 7u);
    let query0 = subgroupBroadcast(queryOwn0, 7u);
    let query1 = subgroupBroadcast(queryOwn1, 7u);
    let query2 = subgroupBroadcast(queryOwn2, 7u);
    let query3 = subgroupBroadcast(queryOwn3, 7u);
    let key0 = subgroupBroadcast(keyOwn0, 7u);
    let key1 = subgroupBroadcast(keyOwn1, 7u);
    let key2 = subgroupBroadcast(keyOwn2, 7u);
    let key3 = subgroupBroadcast(keyOwn3, 7u);
    { let R = initialMemoryGradient[matrix0 + column + 7u]; let S = states[(before + near0) * 16u + column + 7u]; z0 += R * S;
        y0_0 += R * along0; u0_0 += S * query0; w0_0 += S * key0; y0_1 += R * along1; u0_1 += S * query1; w0_1 += S * key1; y0_2 += R * along2; u0_2 += S * query2; w0_2 += S * key2; y0_3 += R * along3; u0_3 += S * query3; w0_3 += S * key3; } }
  }
      qa0_0 = subgroupAdd(qa0_0);  qa1_0 = subgroupAdd(qa1_0); pa1_0 = subgroupAdd(pa1_0); qa1_1 = subgroupAdd(qa1_1);  qa2_0 = subgroupAdd(qa2_0); pa2_0 = subgroupAdd(pa2_0); qa2_1 = subgroupAdd(qa2_1); pa2_1 = subgroupAdd(pa2_1); qa2_2 = subgroupAdd(qa2_2);  qa3_0 = subgroupAdd(qa3_0); pa3_0 = subgroupAdd(pa3_0); qa3_1 = subgroupAdd(qa3_1); pa3_1 = subgroupAdd(pa3_1); qa3_2 = subgroupAdd(qa3_2); pa3_2 = subgroupAdd(pa3_2); qa3_3 = subgroupAdd(qa3_3); 
      y0_0 += weight0_3 * qa3_0; y0_1 += weight0_3 * qa3_1; y0_2 += weight0_3 * qa3_2; y0_3 += weight0_3 * qa3_3;
      let f0_3 = select(0.0, y0_3, there3); y0_0 -= f0_3 * pa3_0; y0_1 -= f0_3 * pa3_1; y0_2 -= f0_3 * pa3_2;
      z0 += weight0_3 * u0_3 - f0_3 * w0_3;
      var kept0_3 = z0; kept0_3 = decay0 * kept0_3 + error0_0 * y0_0; kept0_3 = decay1 * kept0_3 + error0_1 * y0_1; kept0_3 = decay2 * kept0_3 + error0_2 * y0_2;
      
      y0_0 *= decay3; y0_1 *= decay3; y0_2 *= decay3; z0 *= decay3;
      let part3 = subgroupAdd(kept0_3);
      if (there3) {
        tall[(3u * token3 + 2u) * 16u + row0] = f0_3; vGradient[token3 * 16u + row0] = f0_3;
        if (lane == 0u) { decayParts[token3 * perHead + part] = part3; }
      }
      y0_0 += weight0_2 * qa2_0; y0_1 += weight0_2 * qa2_1; y0_2 += weight0_2 * qa2_2;
      let f0_2 = select(0.0, y0_2, there2); y0_0 -= f0_2 * pa2_0; y0_1 -= f0_2 * pa2_1;
      z0 += weight0_2 * u0_2 - f0_2 * w0_2;
      var kept0_2 = z0; kept0_2 = decay0 * kept0_2 + error0_0 * y0_0; kept0_2 = decay1 * kept0_2 + error0_1 * y0_1;
      
      y0_0 *= decay2; y0_1 *= decay2; z0 *= decay2;
      let part2 = subgroupAdd(kept0_2);
      if (there2) {
        tall[(3u * token2 + 2u) * 16u + row0] = f0_2; vGradient[token2 * 16u + row0] = f0_2;
        if (lane == 0u) { decayParts[token2 * perHead + part] = part2; }
      }
      y0_0 += weight0_1 * qa1_0; y0_1 += weight0_1 * qa1_1;
      let f0_1 = select(0.0, y0_1, there1); y0_0 -= f0_1 * pa1_0;
      z0 += weight0_1 * u0_1 - f0_1 * w0_1;
      var kept0_1 = z0; kept0_1 = decay0 * kept0_1 + error0_0 * y0_0;
      
      y0_0 *= decay1; z0 *= decay1;
      let part1 = subgroupAdd(kept0_1);
      if (there1) {
        tall[(3u * token1 + 2u) * 16u + row0] = f0_1; vGradient[token1 * 16u + row0] = f0_1;
        if (lane == 0u) { decayParts[token1 * perHead + part] = part1; }
      }
      y0_0 += weight0_0 * qa0_0;
      let f0_0 = select(0.0, y0_0, there0); 
      z0 += weight0_0 * u0_0 - f0_0 * w0_0;
      var kept0_0 = z0; 
      
       z0 *= decay0;
      let part0 = subgroupAdd(kept0_0);
      if (there0) {
        tall[(3u * token0 + 2u) * 16u + row0] = f0_0; vGradient[token0 * 16u + row0] = f0_0;
        if (lane == 0u) { decayParts[token0 * perHead + part] = part0; }
      }
      var left = 1.0;
      left *= decay0; let gain0_0 = left * weight0_0; let loss0_0 = left * f0_0;
    left *= decay1; let gain0_1 = left * weight0_1; let loss0_1 = left * f0_1;
    left *= decay2; let gain0_2 = left * weight0_2; let loss0_2 = left * f0_2;
    left *= decay3; let gain0_3 = left * weight0_3; let loss0_3 = left * f0_3;
      for (var column = 0u; column < settings.columns; column += 8u) {
    let queryOwn0 = wide[(3u * token0 + 0u) * 16u + column + lane];
    let queryOwn1 = wide[(3u * token1 + 0u) * 16u + column + lane];
    let queryOwn2 = wide[(3u * token2 + 0u) * 16u + column + lane];
    let queryOwn3 = wide[(3u * token3 + 0u) * 16u + column + lane];
    let keyOwn0 = wide[(3u * token0 + 2u) * 16u + column + lane];
    let keyOwn1 = wide[(3u * token1 + 2u) * 16u + column + lane];
    let keyOwn2 = wide[(3u * token2 + 2u) * 16u + column + lane];
    let keyOwn3 = wide[(3u * token3 + 2u) * 16u + column + lane];
    
    { let query0 = subgroupBroadcast(queryOwn0, 0u);
    let query1 = subgroupBroadcast(queryOwn1, 0u);
    let query2 = subgroupBroadcast(queryOwn2, 0u);
    let query3 = subgroupBroadcast(queryOwn3, 0u);
    let key0 = subgroupBroadcast(keyOwn0, 0u);
    let key1 = subgroupBroadcast(keyOwn1, 0u);
    let key2 = subgroupBroadcast(keyOwn2, 0u);
    let key3 = subgroupBroadcast(keyOwn3, 0u);
    { let R = left * initialMemoryGradient[matrix0 + column + 0u] + gain0_0 * query0 + gain0_1 * query1 + gain0_2 * query2 + gain0_3 * query3 - (loss0_0 * key0 + loss0_1 * key1 + loss0_2 * key2 + loss0_3 * key3);
        initialMemoryGradient[matrix0 + column + 0u] = R; } }
    { let query0 = subgroupBroadcast(queryOwn0, 1u);
    let query1 = subgroupBroadcast(queryOwn1, 1u);
    let query2 = subgroupBroadcast(queryOwn2, 1u);
    let query3 = subgroupBroadcast(queryOwn3, 1u);
    let key0 = subgroupBroadcast(keyOwn0, 1u);
    let key1 = subgroupBroadcast(keyOwn1, 1u);
    let key2 = subgroupBroadcast(keyOwn2, 1u);
    let key3 = subgroupBroadcast(keyOwn3, 1u);
    { let R = left * initialMemoryGradient[matrix0 + column + 1u] + gain0_0 * query0 + gain0_1 * query1 + gain0_2 * query2 + gain0_3 * query3 - (loss0_0 * key0 + loss0_1 * key1 + loss0_2 * key2 + loss0_3 * key3);
        initialMemoryGradient[matrix0 + column + 1u] = R; } }
    { let query0 = subgroupBroadcast(queryOwn0, 2u);
    let query1 = subgroupBroadcast(queryOwn1, 2u);
    let query2 = subgroupBroadcast(queryOwn2, 2u);
    let query3 = subgroupBroadcast(queryOwn3, 2u);
    let key0 = subgroupBroadcast(keyOwn0, 2u);
    let key1 = subgroupBroadcast(keyOwn1, 2u);
    let key2 = subgroupBroadcast(keyOwn2, 2u);
    let key3 = subgroupBroadcast(keyOwn3, 2u);
    { let R = left * initialMemoryGradient[matrix0 + column + 2u] + gain0_0 * query0 + gain0_1 * query1 + gain0_2 * query2 + gain0_3 * query3 - (loss0_0 * key0 + loss0_1 * key1 + loss0_2 * key2 + loss0_3 * key3);
        initialMemoryGradient[matrix0 + column + 2u] = R; } }
    { let query0 = subgroupBroadcast(queryOwn0, 3u);
    let query1 = subgroupBroadcast(queryOwn1, 3u);
    let query2 = subgroupBroadcast(queryOwn2, 3u);
    let query3 = subgroupBroadcast(queryOwn3, 3u);
    let key0 = subgroupBroadcast(keyOwn0, 3u);
    let key1 = subgroupBroadcast(keyOwn1, 3u);
    let key2 = subgroupBroadcast(keyOwn2, 3u);
    let key3 = subgroupBroadcast(keyOwn3, 3u);
    { let R = left * initialMemoryGradient[matrix0 + column + 3u] + gain0_0 * query0 + gain0_1 * query1 + gain0_2 * query2 + gain0_3 * query3 - (loss0_0 * key0 + loss0_1 * key1 + loss0_2 * key2 + loss0_3 * key3);
        initialMemoryGradient[matrix0 + column + 3u] = R; } }
    { let query0 = subgroupBroadcast(queryOwn0, 4u);
    let query1 = subgroupBroadcast(queryOwn1, 4u);
    let query2 = subgroupBroadcast(queryOwn2, 4u);
    let query3 = subgroupBroadcast(queryOwn3, 4u);
    let key0 = subgroupBroadcast(keyOwn0, 4u);
    let key1 = subgroupBroadcast(keyOwn1, 4u);
    let key2 = subgroupBroadcast(keyOwn2, 4u);
    let key3 = subgroupBroadcast(keyOwn3, 4u);
    { let R = left * initialMemoryGradient[matrix0 + column + 4u] + gain0_0 * query0 + gain0_1 * query1 + gain0_2 * query2 + gain0_3 * query3 - (loss0_0 * key0 + loss0_1 * key1 + loss0_2 * key2 + loss0_3 * key3);
        initialMemoryGradient[matrix0 + column + 4u] = R; } }
    { let query0 = subgroupBroadcast(queryOwn0, 5u);
    let query1 = subgroupBroadcast(queryOwn1, 5u);
    let query2 = subgroupBroadcast(queryOwn2, 5u);
    let query3 = subgroupBroadcast(queryOwn3, 5u);
    let key0 = subgroupBroadcast(keyOwn0, 5u);
    let key1 = subgroupBroadcast(keyOwn1, 5u);
    let key2 = subgroupBroadcast(keyOwn2, 5u);
    let key3 = subgroupBroadcast(keyOwn3, 5u);
    { let R = left * initialMemoryGradient[matrix0 + column + 5u] + gain0_0 * query0 + gain0_1 * query1 + gain0_2 * query2 + gain0_3 * query3 - (loss0_0 * key0 + loss0_1 * key1 + loss0_2 * key2 + loss0_3 * key3);
        initialMemoryGradient[matrix0 + column + 5u] = R; } }
    { let query0 = subgroupBroadcast(queryOwn0, 6u);
    let query1 = subgroupBroadcast(queryOwn1, 6u);
    let query2 = subgroupBroadcast(queryOwn2, 6u);
    let query3 = subgroupBroadcast(queryOwn3, 6u);
    let key0 = subgroupBroadcast(keyOwn0, 6u);
    let key1 = subgroupBroadcast(keyOwn1, 6u);
    let key2 = subgroupBroadcast(keyOwn2, 6u);
    let key3 = subgroupBroadcast(keyOwn3, 6u);
    { let R = left * initialMemoryGradient[matrix0 + column + 6u] + gain0_0 * query0 + gain0_1 * query1 + gain0_2 * query2 + gain0_3 * query3 - (loss0_0 * key0 + loss0_1 * key1 + loss0_2 * key2 + loss0_3 * key3);
        initialMemoryGradient[matrix0 + column + 6u] = R; } }
    { let query0 = subgroupBroadcast(queryOwn0, 7u);
    let query1 = subgroupBroadcast(queryOwn1, 7u);
    let query2 = subgroupBroadcast(queryOwn2, 7u);
    let query3 = subgroupBroadcast(queryOwn3, 7u);
    let key0 = subgroupBroadcast(keyOwn0, 7u);
    let key1 = subgroupBroadcast(keyOwn1, 7u);
    let key2 = subgroupBroadcast(keyOwn2, 7u);
    let key3 = subgroupBroadcast(keyOwn3, 7u);
    { let R = left * initialMemoryGradient[matrix0 + column + 7u] + gain0_0 * query0 + gain0_1 * query1 + gain0_2 * query2 + gain0_3 * query3 - (loss0_0 * key0 + loss0_1 * key1 + loss0_2 * key2 + loss0_3 * key3);
        initialMemoryGradient[matrix0 + column + 7u] = R; } }
  }
    }
  }
}
