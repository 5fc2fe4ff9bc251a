// softmax attention, on a graphics card: softmax attention

struct Settings {
  begin: u32,
  end: u32,
  T: u32,
  scale: f32,
  D: u32,
  Dv: u32,
  rows: u32,
  heads: u32,
  blocks: u32,
}
@group(0) @binding(0) var<storage, read> q: array<f32>;
@group(0) @binding(1) var<storage, read> k: array<f32>;
@group(0) @binding(2) var<storage, read> v: array<f32>;
@group(0) @binding(3) var<storage, read_write> output: array<f32>;
@group(0) @binding(4) var<uniform> settings: Settings;

@compute @workgroup_size(8)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let T = settings.T;
  let D = settings.D;
  let Dv = settings.Dv;
  let head = group.y + group.z * 65535u;
  // Long blocks first: they would keep the others waiting at the end.
  let block = settings.blocks - 1u - group.x;
  let step = head * ((settings.blocks + 1u) / 2u) + min(block, group.x);
  if (head >= settings.heads || step < settings.begin || step >= settings.end) { return; }

  let start = head * T;
  let last = start + T - 1u;
  let first = start + block * 64u + id * 8u;
  let stop = start + min((block + 1u) * 64u, T);
  var Q: array<f32, 128>;
  var O: array<f32, 128>;
  var highest0 = -3e38; var total0 = 0.0;
    var highest1 = -3e38; var total1 = 0.0;
    var highest2 = -3e38; var total2 = 0.0;
    var highest3 = -3e38; var total3 = 0.0;
    var highest4 = -3e38; var total4 = 0.0;
    var highest5 = -3e38; var total5 = 0.0;
    var highest6 = -3e38; var total6 = 0.0;
    var highest7 = -3e38; var total7 = 0.0;
  for (var i = 0u; i < D * settings.rows; i++) {
    Q[i] = settings.scale * q[min(first + i % 8u, last) * D + i / 8u];
  }

  for (var s = start; s < stop; s += 8u) {
    let k0 = min(s + 0u, last) * D; let v0 = min(s + 0u, last) * Dv;
    let k1 = min(s + 1u, last) * D; let v1 = min(s + 1u, last) * Dv;
    let k2 = min(s + 2u, last) * D; let v2 = min(s + 2u, last) * Dv;
    let k3 = min(s + 3u, last) * D; let v3 = min(s + 3u, last) * Dv;
    let k4 = min(s + 4u, last) * D; let v4 = min(s + 4u, last) * Dv;
    let k5 = min(s + 5u, last) * D; let v5 = min(s + 5u, last) * Dv;
    let k6 = min(s + 6u, last) * D; let v6 = min(s + 6u, last) * Dv;
    let k7 = min(s + 7u, last) * D; let v7 = min(s + 7u, last) * Dv;
    var x0 = vec4<f32>();
    var x1 = vec4<f32>();
    var x2 = vec4<f32>();
    var x3 = vec4<f32>();
    var x4 = vec4<f32>();
    var x5 = vec4<f32>();
    var x6 = vec4<f32>();
    var x7 = vec4<f32>();
    var x8 = vec4<f32>();
    var x9 = vec4<f32>();
    var x10 = vec4<f32>();
    var x11 = vec4<f32>();
    var x12 = vec4<f32>();
    var x13 = vec4<f32>();
    var x14 = vec4<f32>();
    var x15 = vec4<f32>();
    for (var d = 0u; d < D; d++) {
      let key0 = vec4<f32>(k[k0 + d], k[k1 + d], k[k2 + d], k[k3 + d]);
    let key1 = vec4<f32>(k[k4 + d], k[k5 + d], k[k6 + d], k[k7 + d]);
      let q0 = Q[d * 8u + 0u]; x0 += q0 * key0; x1 += q0 * key1;
    let q1 = Q[d * 8u + 1u]; x2 += q1 * key0; x3 += q1 * key1;
    let q2 = Q[d * 8u + 2u]; x4 += q2 * key0; x5 += q2 * key1;
    let q3 = Q[d * 8u + 3u]; x6 += q3 * key0; x7 += q3 * key1;
    let q4 = Q[d * 8u + 4u]; x8 += q4 * key0; x9 += q4 * key1;
    let q5 = Q[d * 8u + 5u]; x10 += q5 * key0; x11 += q5 * key1;
    let q6 = Q[d * 8u + 6u]; x12 += q6 * key0; x13 += q6 * key1;
    let q7 = Q[d * 8u + 7u]; x14 += q7 * key0; x15 += q7 * key1;
    }
    let y0 = select(vec4<f32>(-3e38), x0, s + 0u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 0u));
    let y1 = select(vec4<f32>(-3e38), x1, s + 4u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 0u));
    let most0 = max(y0, y1);
    let next0 = max(highest0, max(max(most0.x, most0.y), max(most0.z, most0.w)));
    let w0 = exp(y0 - next0); let w1 = exp(y1 - next0);
    let keep0 = exp(highest0 - next0);
    highest0 = next0;
    total0 = total0 * keep0 + dot(w0 + w1, vec4<f32>(1.0));
    let y2 = select(vec4<f32>(-3e38), x2, s + 0u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 1u));
    let y3 = select(vec4<f32>(-3e38), x3, s + 4u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 1u));
    let most1 = max(y2, y3);
    let next1 = max(highest1, max(max(most1.x, most1.y), max(most1.z, most1.w)));
    let w2 = exp(y2 - next1); let w3 = exp(y3 - next1);
    let keep1 = exp(highest1 - next1);
    highest1 = next1;
    total1 = total1 * keep1 + dot(w2 + w3, vec4<f32>(1.0));
    let y4 = select(vec4<f32>(-3e38), x4, s + 0u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 2u));
    let y5 = select(vec4<f32>(-3e38), x5, s + 4u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 2u));
    let most2 = max(y4, y5);
    let next2 = max(highest2, max(max(most2.x, most2.y), max(most2.z, most2.w)));
    let w4 = exp(y4 - next2); let w5 = exp(y5 - next2);
    let keep2 = exp(highest2 - next2);
    highest2 = next2;
    total2 = total2 * keep2 + dot(w4 + w5, vec4<f32>(1.0));
    let y6 = select(vec4<f32>(-3e38), x6, s + 0u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 3u));
    let y7 = select(vec4<f32>(-3e38), x7, s + 4u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 3u));
    let most3 = max(y6, y7);
    let next3 = max(highest3, max(max(most3.x, most3.y), max(most3.z, most3.w)));
    let w6 = exp(y6 - next3); let w7 = exp(y7 - next3);
    let keep3 = exp(highest3 - next3);
    highest3 = next3;
    total3 = total3 * keep3 + dot(w6 + w7, vec4<f32>(1.0));
    let y8 = select(vec4<f32>(-3e38), x8, s + 0u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 4u));
    let y9 = select(vec4<f32>(-3e38), x9, s + 4u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 4u));
    let most4 = max(y8, y9);
    let next4 = max(highest4, max(max(most4.x, most4.y), max(most4.z, most4.w)));
    let w8 = exp(y8 - next4); let w9 = exp(y9 - next4);
    let keep4 = exp(highest4 - next4);
    highest4 = next4;
    total4 = total4 * keep4 + dot(w8 + w9, vec4<f32>(1.0));
    let y10 = select(vec4<f32>(-3e38), x10, s + 0u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 5u));
    let y11 = select(vec4<f32>(-3e38), x11, s + 4u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 5u));
    let most5 = max(y10, y11);
    let next5 = max(highest5, max(max(most5.x, most5.y), max(most5.z, most5.w)));
    let w10 = exp(y10 - next5); let w11 = exp(y11 - next5);
    let keep5 = exp(highest5 - next5);
    highest5 = next5;
    total5 = total5 * keep5 + dot(w10 + w11, vec4<f32>(1.0));
    let y12 = select(vec4<f32>(-3e38), x12, s + 0u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 6u));
    let y13 = select(vec4<f32>(-3e38), x13, s + 4u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 6u));
    let most6 = max(y12, y13);
    let next6 = max(highest6, max(max(most6.x, most6.y), max(most6.z, most6.w)));
    let w12 = exp(y12 - next6); let w13 = exp(y13 - next6);
    let keep6 = exp(highest6 - next6);
    highest6 = next6;
    total6 = total6 * keep6 + dot(w12 + w13, vec4<f32>(1.0));
    let y14 = select(vec4<f32>(-3e38), x14, s + 0u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 7u));
    let y15 = select(vec4<f32>(-3e38), x15, s + 4u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 7u));
    let most7 = max(y14, y15);
    let next7 = max(highest7, max(max(most7.x, most7.y), max(most7.z, most7.w)));
    let w14 = exp(y14 - next7); let w15 = exp(y15 - next7);
    let keep7 = exp(highest7 - next7);
    highest7 = next7;
    total7 = total7 * keep7 + dot(w14 + w15, vec4<f32>(1.0));
    for (var c = 0u; c < Dv; c++) {
      let value0 = vec4<f32>(v[v0 + c], v[v1 + c], v[v2 + c], v[v3 + c]);
    let value1 = vec4<f32>(v[v4 + c], v[v5 + c], v[v6 + c], v[v7 + c]);
      O[c * 8u + 0u] = O[c * 8u + 0u] * keep0 + dot(w0, value0) + dot(w1, value1);
    O[c * 8u + 1u] = O[c * 8u + 1u] * keep1 + dot(w2, value0) + dot(w3, value1);
    O[c * 8u + 2u] = O[c * 8u + 2u] * keep2 + dot(w4, value0) + dot(w5, value1);
    O[c * 8u + 3u] = O[c * 8u + 3u] * keep3 + dot(w6, value0) + dot(w7, value1);
    O[c * 8u + 4u] = O[c * 8u + 4u] * keep4 + dot(w8, value0) + dot(w9, value1);
    O[c * 8u + 5u] = O[c * 8u + 5u] * keep5 + dot(w10, value0) + dot(w11, value1);
    O[c * 8u + 6u] = O[c * 8u + 6u] * keep6 + dot(w12, value0) + dot(w13, value1);
    O[c * 8u + 7u] = O[c * 8u + 7u] * keep7 + dot(w14, value0) + dot(w15, value1);
    }
  }

  var total = array<f32, 8>(total0, total1, total2, total3, total4, total5, total6, total7);
  for (var i = 0u; i < settings.rows * Dv; i++) {
    let r = i / Dv;
    if (first + r <= last) { output[first * Dv + i] = O[i % Dv * 8u + r] / total[r]; }
  }
}
