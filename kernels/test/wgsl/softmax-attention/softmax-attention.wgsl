// softmax attention, on a software device: softmax attention

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

  for (var s = start; s < stop; s += 16u) {
    let k0 = min(s + 0u, last) * D; let v0 = min(s + 0u, last) * Dv;
    let k1 = min(s + 1u, last) * D; let v1 = min(s + 1u, last) * Dv;
    let k2 = min(s + 2u, last) * D; let v2 = min(s + 2u, last) * Dv;
    let k3 = min(s + 3u, last) * D; let v3 = min(s + 3u, last) * Dv;
    let k4 = min(s + 4u, last) * D; let v4 = min(s + 4u, last) * Dv;
    let k5 = min(s + 5u, last) * D; let v5 = min(s + 5u, last) * Dv;
    let k6 = min(s + 6u, last) * D; let v6 = min(s + 6u, last) * Dv;
    let k7 = min(s + 7u, last) * D; let v7 = min(s + 7u, last) * Dv;
    let k8 = min(s + 8u, last) * D; let v8 = min(s + 8u, last) * Dv;
    let k9 = min(s + 9u, last) * D; let v9 = min(s + 9u, last) * Dv;
    let k10 = min(s + 10u, last) * D; let v10 = min(s + 10u, last) * Dv;
    let k11 = min(s + 11u, last) * D; let v11 = min(s + 11u, last) * Dv;
    let k12 = min(s + 12u, last) * D; let v12 = min(s + 12u, last) * Dv;
    let k13 = min(s + 13u, last) * D; let v13 = min(s + 13u, last) * Dv;
    let k14 = min(s + 14u, last) * D; let v14 = min(s + 14u, last) * Dv;
    let k15 = min(s + 15u, last) * D; let v15 = min(s + 15u, last) * Dv;
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
    var x16 = vec4<f32>();
    var x17 = vec4<f32>();
    var x18 = vec4<f32>();
    var x19 = vec4<f32>();
    var x20 = vec4<f32>();
    var x21 = vec4<f32>();
    var x22 = vec4<f32>();
    var x23 = vec4<f32>();
    var x24 = vec4<f32>();
    var x25 = vec4<f32>();
    var x26 = vec4<f32>();
    var x27 = vec4<f32>();
    var x28 = vec4<f32>();
    var x29 = vec4<f32>();
    var x30 = vec4<f32>();
    var x31 = vec4<f32>();
    for (var d = 0u; d < D; d++) {
      let key0 = vec4<f32>(k[k0 + d], k[k1 + d], k[k2 + d], k[k3 + d]);
    let key1 = vec4<f32>(k[k4 + d], k[k5 + d], k[k6 + d], k[k7 + d]);
    let key2 = vec4<f32>(k[k8 + d], k[k9 + d], k[k10 + d], k[k11 + d]);
    let key3 = vec4<f32>(k[k12 + d], k[k13 + d], k[k14 + d], k[k15 + d]);
      let q0 = Q[d * 8u + 0u]; x0 += q0 * key0; x1 += q0 * key1; x2 += q0 * key2; x3 += q0 * key3;
    let q1 = Q[d * 8u + 1u]; x4 += q1 * key0; x5 += q1 * key1; x6 += q1 * key2; x7 += q1 * key3;
    let q2 = Q[d * 8u + 2u]; x8 += q2 * key0; x9 += q2 * key1; x10 += q2 * key2; x11 += q2 * key3;
    let q3 = Q[d * 8u + 3u]; x12 += q3 * key0; x13 += q3 * key1; x14 += q3 * key2; x15 += q3 * key3;
    let q4 = Q[d * 8u + 4u]; x16 += q4 * key0; x17 += q4 * key1; x18 += q4 * key2; x19 += q4 * key3;
    let q5 = Q[d * 8u + 5u]; x20 += q5 * key0; x21 += q5 * key1; x22 += q5 * key2; x23 += q5 * key3;
    let q6 = Q[d * 8u + 6u]; x24 += q6 * key0; x25 += q6 * key1; x26 += q6 * key2; x27 += q6 * key3;
    let q7 = Q[d * 8u + 7u]; x28 += q7 * key0; x29 += q7 * key1; x30 += q7 * key2; x31 += q7 * key3;
    }
    let y0 = select(vec4<f32>(-3e38), x0, s + 0u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 0u));
    let y1 = select(vec4<f32>(-3e38), x1, s + 4u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 0u));
    let y2 = select(vec4<f32>(-3e38), x2, s + 8u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 0u));
    let y3 = select(vec4<f32>(-3e38), x3, s + 12u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 0u));
    let most0 = max(max(max(y0, y1), y2), y3);
    let next0 = max(highest0, max(max(most0.x, most0.y), max(most0.z, most0.w)));
    let w0 = exp(y0 - next0); let w1 = exp(y1 - next0); let w2 = exp(y2 - next0); let w3 = exp(y3 - next0);
    let keep0 = exp(highest0 - next0);
    highest0 = next0;
    total0 = total0 * keep0 + dot(w0 + w1 + w2 + w3, vec4<f32>(1.0));
    let y4 = select(vec4<f32>(-3e38), x4, s + 0u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 1u));
    let y5 = select(vec4<f32>(-3e38), x5, s + 4u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 1u));
    let y6 = select(vec4<f32>(-3e38), x6, s + 8u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 1u));
    let y7 = select(vec4<f32>(-3e38), x7, s + 12u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 1u));
    let most1 = max(max(max(y4, y5), y6), y7);
    let next1 = max(highest1, max(max(most1.x, most1.y), max(most1.z, most1.w)));
    let w4 = exp(y4 - next1); let w5 = exp(y5 - next1); let w6 = exp(y6 - next1); let w7 = exp(y7 - next1);
    let keep1 = exp(highest1 - next1);
    highest1 = next1;
    total1 = total1 * keep1 + dot(w4 + w5 + w6 + w7, vec4<f32>(1.0));
    let y8 = select(vec4<f32>(-3e38), x8, s + 0u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 2u));
    let y9 = select(vec4<f32>(-3e38), x9, s + 4u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 2u));
    let y10 = select(vec4<f32>(-3e38), x10, s + 8u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 2u));
    let y11 = select(vec4<f32>(-3e38), x11, s + 12u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 2u));
    let most2 = max(max(max(y8, y9), y10), y11);
    let next2 = max(highest2, max(max(most2.x, most2.y), max(most2.z, most2.w)));
    let w8 = exp(y8 - next2); let w9 = exp(y9 - next2); let w10 = exp(y10 - next2); let w11 = exp(y11 - next2);
    let keep2 = exp(highest2 - next2);
    highest2 = next2;
    total2 = total2 * keep2 + dot(w8 + w9 + w10 + w11, vec4<f32>(1.0));
    let y12 = select(vec4<f32>(-3e38), x12, s + 0u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 3u));
    let y13 = select(vec4<f32>(-3e38), x13, s + 4u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 3u));
    let y14 = select(vec4<f32>(-3e38), x14, s + 8u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 3u));
    let y15 = select(vec4<f32>(-3e38), x15, s + 12u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 3u));
    let most3 = max(max(max(y12, y13), y14), y15);
    let next3 = max(highest3, max(max(most3.x, most3.y), max(most3.z, most3.w)));
    let w12 = exp(y12 - next3); let w13 = exp(y13 - next3); let w14 = exp(y14 - next3); let w15 = exp(y15 - next3);
    let keep3 = exp(highest3 - next3);
    highest3 = next3;
    total3 = total3 * keep3 + dot(w12 + w13 + w14 + w15, vec4<f32>(1.0));
    let y16 = select(vec4<f32>(-3e38), x16, s + 0u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 4u));
    let y17 = select(vec4<f32>(-3e38), x17, s + 4u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 4u));
    let y18 = select(vec4<f32>(-3e38), x18, s + 8u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 4u));
    let y19 = select(vec4<f32>(-3e38), x19, s + 12u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 4u));
    let most4 = max(max(max(y16, y17), y18), y19);
    let next4 = max(highest4, max(max(most4.x, most4.y), max(most4.z, most4.w)));
    let w16 = exp(y16 - next4); let w17 = exp(y17 - next4); let w18 = exp(y18 - next4); let w19 = exp(y19 - next4);
    let keep4 = exp(highest4 - next4);
    highest4 = next4;
    total4 = total4 * keep4 + dot(w16 + w17 + w18 + w19, vec4<f32>(1.0));
    let y20 = select(vec4<f32>(-3e38), x20, s + 0u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 5u));
    let y21 = select(vec4<f32>(-3e38), x21, s + 4u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 5u));
    let y22 = select(vec4<f32>(-3e38), x22, s + 8u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 5u));
    let y23 = select(vec4<f32>(-3e38), x23, s + 12u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 5u));
    let most5 = max(max(max(y20, y21), y22), y23);
    let next5 = max(highest5, max(max(most5.x, most5.y), max(most5.z, most5.w)));
    let w20 = exp(y20 - next5); let w21 = exp(y21 - next5); let w22 = exp(y22 - next5); let w23 = exp(y23 - next5);
    let keep5 = exp(highest5 - next5);
    highest5 = next5;
    total5 = total5 * keep5 + dot(w20 + w21 + w22 + w23, vec4<f32>(1.0));
    let y24 = select(vec4<f32>(-3e38), x24, s + 0u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 6u));
    let y25 = select(vec4<f32>(-3e38), x25, s + 4u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 6u));
    let y26 = select(vec4<f32>(-3e38), x26, s + 8u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 6u));
    let y27 = select(vec4<f32>(-3e38), x27, s + 12u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 6u));
    let most6 = max(max(max(y24, y25), y26), y27);
    let next6 = max(highest6, max(max(most6.x, most6.y), max(most6.z, most6.w)));
    let w24 = exp(y24 - next6); let w25 = exp(y25 - next6); let w26 = exp(y26 - next6); let w27 = exp(y27 - next6);
    let keep6 = exp(highest6 - next6);
    highest6 = next6;
    total6 = total6 * keep6 + dot(w24 + w25 + w26 + w27, vec4<f32>(1.0));
    let y28 = select(vec4<f32>(-3e38), x28, s + 0u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 7u));
    let y29 = select(vec4<f32>(-3e38), x29, s + 4u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 7u));
    let y30 = select(vec4<f32>(-3e38), x30, s + 8u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 7u));
    let y31 = select(vec4<f32>(-3e38), x31, s + 12u + vec4<u32>(0, 1, 2, 3) <= vec4<u32>(first + 7u));
    let most7 = max(max(max(y28, y29), y30), y31);
    let next7 = max(highest7, max(max(most7.x, most7.y), max(most7.z, most7.w)));
    let w28 = exp(y28 - next7); let w29 = exp(y29 - next7); let w30 = exp(y30 - next7); let w31 = exp(y31 - next7);
    let keep7 = exp(highest7 - next7);
    highest7 = next7;
    total7 = total7 * keep7 + dot(w28 + w29 + w30 + w31, vec4<f32>(1.0));
    for (var c = 0u; c < Dv; c++) {
      let value0 = vec4<f32>(v[v0 + c], v[v1 + c], v[v2 + c], v[v3 + c]);
    let value1 = vec4<f32>(v[v4 + c], v[v5 + c], v[v6 + c], v[v7 + c]);
    let value2 = vec4<f32>(v[v8 + c], v[v9 + c], v[v10 + c], v[v11 + c]);
    let value3 = vec4<f32>(v[v12 + c], v[v13 + c], v[v14 + c], v[v15 + c]);
      O[c * 8u + 0u] = O[c * 8u + 0u] * keep0 + dot(w0, value0) + dot(w1, value1) + dot(w2, value2) + dot(w3, value3);
    O[c * 8u + 1u] = O[c * 8u + 1u] * keep1 + dot(w4, value0) + dot(w5, value1) + dot(w6, value2) + dot(w7, value3);
    O[c * 8u + 2u] = O[c * 8u + 2u] * keep2 + dot(w8, value0) + dot(w9, value1) + dot(w10, value2) + dot(w11, value3);
    O[c * 8u + 3u] = O[c * 8u + 3u] * keep3 + dot(w12, value0) + dot(w13, value1) + dot(w14, value2) + dot(w15, value3);
    O[c * 8u + 4u] = O[c * 8u + 4u] * keep4 + dot(w16, value0) + dot(w17, value1) + dot(w18, value2) + dot(w19, value3);
    O[c * 8u + 5u] = O[c * 8u + 5u] * keep5 + dot(w20, value0) + dot(w21, value1) + dot(w22, value2) + dot(w23, value3);
    O[c * 8u + 6u] = O[c * 8u + 6u] * keep6 + dot(w24, value0) + dot(w25, value1) + dot(w26, value2) + dot(w27, value3);
    O[c * 8u + 7u] = O[c * 8u + 7u] * keep7 + dot(w28, value0) + dot(w29, value1) + dot(w30, value2) + dot(w31, value3);
    }
  }

  var total = array<f32, 8>(total0, total1, total2, total3, total4, total5, total6, total7);
  for (var i = 0u; i < settings.rows * Dv; i++) {
    let r = i / Dv;
    if (first + r <= last) { output[first * Dv + i] = O[i % Dv * 8u + r] / total[r]; }
  }
}
