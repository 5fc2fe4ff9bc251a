// VLA, one token, in subgroups of 8, on a software device with subgroups of 8: VLA token

enable subgroups;
diagnostic(off, subgroup_uniformity);

struct Settings {
  D: u32,
  Dv: u32,
  heads: u32,
  tokens: u32,
  tokenWords: u32,
  outputWords: u32,
  deltaFloor: f32,
  leastDelta: f32,
  infinity: f32,
}
@group(0) @binding(0) var<storage, read> token: array<f32>;
@group(0) @binding(1) var<storage, read_write> state: array<f32>;
@group(0) @binding(2) var<storage, read_write> output: array<f32>;
@group(0) @binding(3) var<uniform> settings: Settings;

@compute @workgroup_size(8)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(subgroup_invocation_id) lane: u32) {
  let index = group.x + group.z * 65535u;
  if (index >= settings.heads) { return; }
  let head = index * 966u;
  let U = index * settings.D;
  let K = U + settings.heads * settings.D;
  let Q = K + settings.heads * settings.D;
  let V = 3u * settings.heads * settings.D + index * settings.Dv;
  let nudge = settings.heads * (3u * settings.D + settings.Dv);
  var waiting = u32(state[head + 709u]);
  var added = state[head + 708u];

  for (var done = 0u; done < settings.tokens;) {
    if (waiting == 4u) {
      for (var matrix = 0u; matrix < 2u; matrix++) {
        let isA = matrix == 0u;
        let size = select(16u, 16u, isA);
        let left = head + select(640u, 512u, isA);
        let right = head + select(576u, 512u, isA) + lane;
        for (var row = lane; row < size; row += 8u) {
          let left0 = state[left + 0u * size + row]; let factor0 = select(1.0, state[head + 704u], isA);
    let left1 = state[left + 1u * size + row]; let factor1 = select(1.0, state[head + 705u], isA);
    let left2 = state[left + 2u * size + row]; let factor2 = select(1.0, state[head + 706u], isA);
    let left3 = state[left + 3u * size + row]; let factor3 = select(1.0, state[head + 707u], isA);
          var place = head + select(256u, 0u, isA) + row;
          for (var column = 0u; column < settings.D; column += 8u) {
            let right0 = state[right + 0u + column];
    let right1 = state[right + 16u + column];
    let right2 = state[right + 32u + column];
    let right3 = state[right + 48u + column];
            { var n = state[place];
              n += factor0 * (left0 * subgroupBroadcast(right0, 0u));
    n += factor1 * (left1 * subgroupBroadcast(right1, 0u));
    n += factor2 * (left2 * subgroupBroadcast(right2, 0u));
    n += factor3 * (left3 * subgroupBroadcast(right3, 0u));
              state[place] = n; place += size; }
    { var n = state[place];
              n += factor0 * (left0 * subgroupBroadcast(right0, 1u));
    n += factor1 * (left1 * subgroupBroadcast(right1, 1u));
    n += factor2 * (left2 * subgroupBroadcast(right2, 1u));
    n += factor3 * (left3 * subgroupBroadcast(right3, 1u));
              state[place] = n; place += size; }
    { var n = state[place];
              n += factor0 * (left0 * subgroupBroadcast(right0, 2u));
    n += factor1 * (left1 * subgroupBroadcast(right1, 2u));
    n += factor2 * (left2 * subgroupBroadcast(right2, 2u));
    n += factor3 * (left3 * subgroupBroadcast(right3, 2u));
              state[place] = n; place += size; }
    { var n = state[place];
              n += factor0 * (left0 * subgroupBroadcast(right0, 3u));
    n += factor1 * (left1 * subgroupBroadcast(right1, 3u));
    n += factor2 * (left2 * subgroupBroadcast(right2, 3u));
    n += factor3 * (left3 * subgroupBroadcast(right3, 3u));
              state[place] = n; place += size; }
    { var n = state[place];
              n += factor0 * (left0 * subgroupBroadcast(right0, 4u));
    n += factor1 * (left1 * subgroupBroadcast(right1, 4u));
    n += factor2 * (left2 * subgroupBroadcast(right2, 4u));
    n += factor3 * (left3 * subgroupBroadcast(right3, 4u));
              state[place] = n; place += size; }
    { var n = state[place];
              n += factor0 * (left0 * subgroupBroadcast(right0, 5u));
    n += factor1 * (left1 * subgroupBroadcast(right1, 5u));
    n += factor2 * (left2 * subgroupBroadcast(right2, 5u));
    n += factor3 * (left3 * subgroupBroadcast(right3, 5u));
              state[place] = n; place += size; }
    { var n = state[place];
              n += factor0 * (left0 * subgroupBroadcast(right0, 6u));
    n += factor1 * (left1 * subgroupBroadcast(right1, 6u));
    n += factor2 * (left2 * subgroupBroadcast(right2, 6u));
    n += factor3 * (left3 * subgroupBroadcast(right3, 6u));
              state[place] = n; place += size; }
    { var n = state[place];
              n += factor0 * (left0 * subgroupBroadcast(right0, 7u));
    n += factor1 * (left1 * subgroupBroadcast(right1, 7u));
    n += factor2 * (left2 * subgroupBroadcast(right2, 7u));
    n += factor3 * (left3 * subgroupBroadcast(right3, 7u));
              state[place] = n; place += size; }
          }
        }
      }
      if (added != 0.0) {
        for (var i = lane; i < settings.D; i += 8u) { state[head + i * 17u] += added; }
      }
      waiting = 0u;
      added = 0.0;
    }
    let count = min(1u, min(settings.tokens - done, 4u - waiting));
    let place0 = (done + min(0u, count - 1u)) * settings.tokenWords;
    for (var matrix = 0u; matrix < 2u; matrix++) {
      let isA = matrix == 0u;
      let size = select(16u, 16u, isA);
      let X = select(K, U, isA);
      let Y = select(Q, K, isA);
      for (var row = lane; row < size; row += 16u) {
        var a0_0 = 0.0; var b0_0 = 0.0;
    var a0_1 = 0.0; var b0_1 = 0.0;
        var place = head + select(256u, 0u, isA) + row;
        for (var column = 0u; column < settings.D; column++) {
          let n0 = state[place + 0u];
    let n1 = state[place + 8u];
          { let x = token[place0 + X + column]; let y = token[place0 + Y + column];
            a0_0 += n0 * x; b0_0 += n0 * y;
    a0_1 += n1 * x; b0_1 += n1 * y; }
          place += size;
        }
        let kept = head + select(742u, 710u, isA) + row;
        state[kept + 0u] = a0_0; state[kept + size + 0u] = b0_0;
    state[kept + 8u] = a0_1; state[kept + size + 8u] = b0_1;
      }
    }

    for (var t = 0u; t < count; t++) {
      let place = (done + t) * settings.tokenWords;
      let ofA = head + 710u + t * 64u;
      let ofS = ofA + 32u;
      var along0 = vec4<f32>();
    var along1 = vec4<f32>();
    var along2 = vec4<f32>();
    var along3 = vec4<f32>();
      for (var i = lane; i < settings.D; i += 8u) {
        let u = token[place + U + i];
        let k = token[place + K + i];
        let q = token[place + Q + i];
        { let z = state[head + 512u + i]; let alpha = state[head + 576u + i];
          along0 += vec4<f32>(z * u, z * k, alpha * k, alpha * q); }
    { let z = state[head + 528u + i]; let alpha = state[head + 592u + i];
          along1 += vec4<f32>(z * u, z * k, alpha * k, alpha * q); }
    { let z = state[head + 544u + i]; let alpha = state[head + 608u + i];
          along2 += vec4<f32>(z * u, z * k, alpha * k, alpha * q); }
    { let z = state[head + 560u + i]; let alpha = state[head + 624u + i];
          along3 += vec4<f32>(z * u, z * k, alpha * k, alpha * q); }
      }
      let gain0 = state[head + 704u];
      along0 = select(vec4<f32>(), vec4<f32>(gain0, gain0, 1.0, 1.0) * subgroupAdd(along0), 0u < waiting);
    let gain1 = state[head + 705u];
      along1 = select(vec4<f32>(), vec4<f32>(gain1, gain1, 1.0, 1.0) * subgroupAdd(along1), 1u < waiting);
    let gain2 = state[head + 706u];
      along2 = select(vec4<f32>(), vec4<f32>(gain2, gain2, 1.0, 1.0) * subgroupAdd(along2), 2u < waiting);
    let gain3 = state[head + 707u];
      along3 = select(vec4<f32>(), vec4<f32>(gain3, gain3, 1.0, 1.0) * subgroupAdd(along3), 3u < waiting);

      var products = vec2<f32>();
      for (var i = lane; i < settings.D; i += 8u) {
        let u = token[place + U + i];
        let k = token[place + K + i];
        var z = state[ofA + i] + added * u;
        var y = state[ofA + 16u + i] + added * k;
        { let old = state[head + 512u + i]; z += old * along0.x; y += old * along0.y; }
    { let old = state[head + 528u + i]; z += old * along1.x; y += old * along1.y; }
    { let old = state[head + 544u + i]; z += old * along2.x; y += old * along2.y; }
    { let old = state[head + 560u + i]; z += old * along3.x; y += old * along3.y; }
        products += vec2<f32>(z * u, z * k);
        state[ofA + i] = z;
        state[ofA + 16u + i] = y;
      }
      products = subgroupAdd(products);
      let delta = 1.0 + products.x;
      let skipped = (bitcast<u32>(delta) & 0x7f800000u) == 0x7f800000u || abs(delta) < settings.deltaFloor;
      // An A that rounding has eaten: infinity goes into α, and from there into the output.
      let lost = delta < settings.leastDelta;
      let shrink = select(select(products.y / delta, 0.0, skipped), settings.infinity, lost);
      let addition = select(0.0, settings.deltaFloor, skipped) + token[place + nudge];

      let newAlpha = head + 576u + waiting * 16u;
      var sums = vec2<f32>();
      for (var i = lane; i < settings.D; i += 8u) {
        let z = state[ofA + i];
        let y = state[ofA + 16u + i];
        let alpha = select(y - shrink * z, y, skipped) + addition * token[place + K + i];
        sums += vec2<f32>(alpha * alpha, alpha * token[place + Q + i]);
        state[head + 512u + waiting * 16u + i] = select(z, 0.0, skipped);
        state[newAlpha + i] = alpha;
      }
      sums = subgroupAdd(sums);
      var length = sqrt(sums.x);
      if (sums.x > 1e36 || sums.x < 1e-30) {
        let unit = select(1e18, 1e-18, sums.x > 1.0);
        var square = 0.0;
        for (var i = lane; i < settings.D; i += 8u) {
          let alpha = unit * state[newAlpha + i];
          square += alpha * alpha;
        }
        length = sqrt(subgroupAdd(square)) / unit;
      }
      let scale = 1.0 / max(length, 1e-12);

      for (var i = lane; i < settings.Dv; i += 8u) {
        var p = state[ofS + i];
        var o = state[ofS + 16u + i];
        { let old = state[head + 640u + i]; p += old * along0.z; o += old * along0.w; }
    { let old = state[head + 656u + i]; p += old * along1.z; o += old * along1.w; }
    { let old = state[head + 672u + i]; p += old * along2.z; o += old * along2.w; }
    { let old = state[head + 688u + i]; p += old * along3.z; o += old * along3.w; }
        let e = scale * (token[place + V + i] - p);
        state[head + 640u + waiting * 16u + i] = e;
        output[(done + t) * settings.outputWords + index * settings.Dv + i] = o + e * sums.y;
      }
      if (lane == 0u) { state[head + 704u + waiting] = select(-1.0 / delta, 0.0, skipped); }
      added += addition;
      waiting++;
    }
    done += count;
  }
  if (lane == 0u) {
    state[head + 709u] = f32(waiting);
    state[head + 708u] = added;
  }
}
