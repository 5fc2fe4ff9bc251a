// VLA, recurrent, on a graphics card: VLA steps

struct Settings {
  begin: u32,
  end: u32,
  T: u32,
  period: u32,
  firstNudge: u32,
  epsilon: f32,
  deltaFloor: f32,
  renormalizeAbove: f32,
  size: u32,
  rowsA: u32,
  rowsS: u32,
  infinity: f32,
  D: u32,
  Dv: u32,
  R: u32,
  leastDelta: f32,
  heads: u32,
}
@group(0) @binding(0) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> v: array<f32>;
@group(0) @binding(3) var<storage, read> u: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> state: array<f32>;
@group(0) @binding(5) var<storage, read_write> output: array<f32>;
@group(0) @binding(6) var<uniform> settings: Settings;

const N = 4u;
const D = 16u; const DV = 16u; const R = 1u;
const SIZE = 2u;
const ROWS_A = 8u;
const ROWS_S = 8u;

// Two of each: one is written while the other may still be read.
var<workgroup> sharedZ: array<array<vec4<f32>, N>, 2>;
var<workgroup> sharedY: array<array<vec4<f32>, N>, 2>;


@compute @workgroup_size(2)
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(local_invocation_index) id: u32,
) {
  
  let begin = settings.begin;
  let end = settings.end;
  let T = settings.T;
  let period = settings.period;
  let firstNudge = settings.firstNudge;
  let epsilon = settings.epsilon;
  let deltaFloor = settings.deltaFloor;
  let renormalizeAbove = settings.renormalizeAbove;
  let size = settings.size;
  let heads = settings.heads;
  let head = group.x + group.z * 65535u;
  if (head >= heads) { return; }
  let firstA = id * ROWS_A;
  let firstS = id * ROWS_S;
  // How many rows of A and of S this invocation really has: the last ones may have fewer, or none.
  let ownA = min(settings.rowsA, D - min(firstA, D));
  let ownS = min(settings.rowsS, DV - min(firstS, DV));
  let sizeA = select(0u, size, ownA > 0u);
  let sizeS = select(0u, size, ownS > 0u);
  let inverse = head * D * D + firstA * D;
  let memory = heads * D * D + (head * DV + firstS) * D;

  var A: array<vec4<f32>, ROWS_A * N>;
  var S: array<vec4<f32>, ROWS_S * N>;
  for (var i = 0u; i < ownA * size; i++) { A[i] = vec4<f32>(state[inverse + i / size * D + 4u * (i % size) + 0u], state[inverse + i / size * D + 4u * (i % size) + 1u], state[inverse + i / size * D + 4u * (i % size) + 2u], state[inverse + i / size * D + 4u * (i % size) + 3u]); }
  for (var i = 0u; i < ownS * size; i++) { S[i] = vec4<f32>(state[memory + i / size * D + 4u * (i % size) + 0u], state[memory + i / size * D + 4u * (i % size) + 1u], state[memory + i / size * D + 4u * (i % size) + 2u], state[memory + i / size * D + 4u * (i % size) + 3u]); }

  var K: array<vec4<f32>, N>;
  var Q: array<vec4<f32>, N>;
  var U: array<vec4<f32>, N>;
  // The updates that wait: A ← A − gain · factor Zᵀ, and S ← S + e Wᵀ.
  var Z: array<vec4<f32>, N>;
  var W: array<vec4<f32>, N>;
  var factor: array<f32, ROWS_A>;
  var gain = 0.0;
  var e: array<f32, ROWS_S>;
  // This invocation's entries of Au, Ak, Sk, Sq.
  var z: array<f32, ROWS_A>;
  var y: array<f32, ROWS_A>;
  var p: array<f32, ROWS_S>;
  var o: array<f32, ROWS_S>;
  var side = 0u;
  var skips = 0.0;

  for (var t = begin; t < end; t++) {
    let token = head * T + t;
    for (var j = 0u; j < size; j++) {
      K[j] = k[token * N + j];
      Q[j] = q[token * N + j];
    }
    var p0 = 0.0; var o0 = 0.0;
    var p1 = 0.0; var o1 = 0.0;
    var p2 = 0.0; var o2 = 0.0;
    var p3 = 0.0; var o3 = 0.0;
    var p4 = 0.0; var o4 = 0.0;
    var p5 = 0.0; var o5 = 0.0;
    var p6 = 0.0; var o6 = 0.0;
    var p7 = 0.0; var o7 = 0.0;
    { let kj = K[0]; let qj = Q[0]; let w = W[0];
      let s0 = S[0] + e[0] * w; S[0] = s0; p0 += dot(s0, kj); o0 += dot(s0, qj);
    let s1 = S[4] + e[1] * w; S[4] = s1; p1 += dot(s1, kj); o1 += dot(s1, qj);
    let s2 = S[8] + e[2] * w; S[8] = s2; p2 += dot(s2, kj); o2 += dot(s2, qj);
    let s3 = S[12] + e[3] * w; S[12] = s3; p3 += dot(s3, kj); o3 += dot(s3, qj);
    let s4 = S[16] + e[4] * w; S[16] = s4; p4 += dot(s4, kj); o4 += dot(s4, qj);
    let s5 = S[20] + e[5] * w; S[20] = s5; p5 += dot(s5, kj); o5 += dot(s5, qj);
    let s6 = S[24] + e[6] * w; S[24] = s6; p6 += dot(s6, kj); o6 += dot(s6, qj);
    let s7 = S[28] + e[7] * w; S[28] = s7; p7 += dot(s7, kj); o7 += dot(s7, qj); }
    { let kj = K[1]; let qj = Q[1]; let w = W[1];
      let s0 = S[1] + e[0] * w; S[1] = s0; p0 += dot(s0, kj); o0 += dot(s0, qj);
    let s1 = S[5] + e[1] * w; S[5] = s1; p1 += dot(s1, kj); o1 += dot(s1, qj);
    let s2 = S[9] + e[2] * w; S[9] = s2; p2 += dot(s2, kj); o2 += dot(s2, qj);
    let s3 = S[13] + e[3] * w; S[13] = s3; p3 += dot(s3, kj); o3 += dot(s3, qj);
    let s4 = S[17] + e[4] * w; S[17] = s4; p4 += dot(s4, kj); o4 += dot(s4, qj);
    let s5 = S[21] + e[5] * w; S[21] = s5; p5 += dot(s5, kj); o5 += dot(s5, qj);
    let s6 = S[25] + e[6] * w; S[25] = s6; p6 += dot(s6, kj); o6 += dot(s6, qj);
    let s7 = S[29] + e[7] * w; S[29] = s7; p7 += dot(s7, kj); o7 += dot(s7, qj); }
    { let kj = K[2]; let qj = Q[2]; let w = W[2];
      let s0 = S[2] + e[0] * w; S[2] = s0; p0 += dot(s0, kj); o0 += dot(s0, qj);
    let s1 = S[6] + e[1] * w; S[6] = s1; p1 += dot(s1, kj); o1 += dot(s1, qj);
    let s2 = S[10] + e[2] * w; S[10] = s2; p2 += dot(s2, kj); o2 += dot(s2, qj);
    let s3 = S[14] + e[3] * w; S[14] = s3; p3 += dot(s3, kj); o3 += dot(s3, qj);
    let s4 = S[18] + e[4] * w; S[18] = s4; p4 += dot(s4, kj); o4 += dot(s4, qj);
    let s5 = S[22] + e[5] * w; S[22] = s5; p5 += dot(s5, kj); o5 += dot(s5, qj);
    let s6 = S[26] + e[6] * w; S[26] = s6; p6 += dot(s6, kj); o6 += dot(s6, qj);
    let s7 = S[30] + e[7] * w; S[30] = s7; p7 += dot(s7, kj); o7 += dot(s7, qj); }
    { let kj = K[3]; let qj = Q[3]; let w = W[3];
      let s0 = S[3] + e[0] * w; S[3] = s0; p0 += dot(s0, kj); o0 += dot(s0, qj);
    let s1 = S[7] + e[1] * w; S[7] = s1; p1 += dot(s1, kj); o1 += dot(s1, qj);
    let s2 = S[11] + e[2] * w; S[11] = s2; p2 += dot(s2, kj); o2 += dot(s2, qj);
    let s3 = S[15] + e[3] * w; S[15] = s3; p3 += dot(s3, kj); o3 += dot(s3, qj);
    let s4 = S[19] + e[4] * w; S[19] = s4; p4 += dot(s4, kj); o4 += dot(s4, qj);
    let s5 = S[23] + e[5] * w; S[23] = s5; p5 += dot(s5, kj); o5 += dot(s5, qj);
    let s6 = S[27] + e[6] * w; S[27] = s6; p6 += dot(s6, kj); o6 += dot(s6, qj);
    let s7 = S[31] + e[7] * w; S[31] = s7; p7 += dot(s7, kj); o7 += dot(s7, qj); }
    p[0] = p0; o[0] = o0;
    p[1] = p1; o[1] = o1;
    p[2] = p2; o[2] = o2;
    p[3] = p3; o[3] = o3;
    p[4] = p4; o[4] = o4;
    p[5] = p5; o[5] = o5;
    p[6] = p6; o[6] = o6;
    p[7] = p7; o[7] = o7;
    
    var extra = 0.0;
    var shrink = 0.0;
    for (var direction = 0u; direction < R; direction++) {
      for (var j = 0u; j < size; j++) { U[j] = u[(token * R + direction) * N + j]; }
      var z0 = 0.0; var y0 = 0.0;
    var z1 = 0.0; var y1 = 0.0;
    var z2 = 0.0; var y2 = 0.0;
    var z3 = 0.0; var y3 = 0.0;
    var z4 = 0.0; var y4 = 0.0;
    var z5 = 0.0; var y5 = 0.0;
    var z6 = 0.0; var y6 = 0.0;
    var z7 = 0.0; var y7 = 0.0;
      { let kj = K[0]; let uj = U[0]; let zj = Z[0];
        let a0 = A[0] - gain * (factor[0] * zj); A[0] = a0;
        z0 += dot(a0, uj); y0 += dot(a0, kj);
    let a1 = A[4] - gain * (factor[1] * zj); A[4] = a1;
        z1 += dot(a1, uj); y1 += dot(a1, kj);
    let a2 = A[8] - gain * (factor[2] * zj); A[8] = a2;
        z2 += dot(a2, uj); y2 += dot(a2, kj);
    let a3 = A[12] - gain * (factor[3] * zj); A[12] = a3;
        z3 += dot(a3, uj); y3 += dot(a3, kj);
    let a4 = A[16] - gain * (factor[4] * zj); A[16] = a4;
        z4 += dot(a4, uj); y4 += dot(a4, kj);
    let a5 = A[20] - gain * (factor[5] * zj); A[20] = a5;
        z5 += dot(a5, uj); y5 += dot(a5, kj);
    let a6 = A[24] - gain * (factor[6] * zj); A[24] = a6;
        z6 += dot(a6, uj); y6 += dot(a6, kj);
    let a7 = A[28] - gain * (factor[7] * zj); A[28] = a7;
        z7 += dot(a7, uj); y7 += dot(a7, kj); }
    { let kj = K[1]; let uj = U[1]; let zj = Z[1];
        let a0 = A[1] - gain * (factor[0] * zj); A[1] = a0;
        z0 += dot(a0, uj); y0 += dot(a0, kj);
    let a1 = A[5] - gain * (factor[1] * zj); A[5] = a1;
        z1 += dot(a1, uj); y1 += dot(a1, kj);
    let a2 = A[9] - gain * (factor[2] * zj); A[9] = a2;
        z2 += dot(a2, uj); y2 += dot(a2, kj);
    let a3 = A[13] - gain * (factor[3] * zj); A[13] = a3;
        z3 += dot(a3, uj); y3 += dot(a3, kj);
    let a4 = A[17] - gain * (factor[4] * zj); A[17] = a4;
        z4 += dot(a4, uj); y4 += dot(a4, kj);
    let a5 = A[21] - gain * (factor[5] * zj); A[21] = a5;
        z5 += dot(a5, uj); y5 += dot(a5, kj);
    let a6 = A[25] - gain * (factor[6] * zj); A[25] = a6;
        z6 += dot(a6, uj); y6 += dot(a6, kj);
    let a7 = A[29] - gain * (factor[7] * zj); A[29] = a7;
        z7 += dot(a7, uj); y7 += dot(a7, kj); }
    { let kj = K[2]; let uj = U[2]; let zj = Z[2];
        let a0 = A[2] - gain * (factor[0] * zj); A[2] = a0;
        z0 += dot(a0, uj); y0 += dot(a0, kj);
    let a1 = A[6] - gain * (factor[1] * zj); A[6] = a1;
        z1 += dot(a1, uj); y1 += dot(a1, kj);
    let a2 = A[10] - gain * (factor[2] * zj); A[10] = a2;
        z2 += dot(a2, uj); y2 += dot(a2, kj);
    let a3 = A[14] - gain * (factor[3] * zj); A[14] = a3;
        z3 += dot(a3, uj); y3 += dot(a3, kj);
    let a4 = A[18] - gain * (factor[4] * zj); A[18] = a4;
        z4 += dot(a4, uj); y4 += dot(a4, kj);
    let a5 = A[22] - gain * (factor[5] * zj); A[22] = a5;
        z5 += dot(a5, uj); y5 += dot(a5, kj);
    let a6 = A[26] - gain * (factor[6] * zj); A[26] = a6;
        z6 += dot(a6, uj); y6 += dot(a6, kj);
    let a7 = A[30] - gain * (factor[7] * zj); A[30] = a7;
        z7 += dot(a7, uj); y7 += dot(a7, kj); }
    { let kj = K[3]; let uj = U[3]; let zj = Z[3];
        let a0 = A[3] - gain * (factor[0] * zj); A[3] = a0;
        z0 += dot(a0, uj); y0 += dot(a0, kj);
    let a1 = A[7] - gain * (factor[1] * zj); A[7] = a1;
        z1 += dot(a1, uj); y1 += dot(a1, kj);
    let a2 = A[11] - gain * (factor[2] * zj); A[11] = a2;
        z2 += dot(a2, uj); y2 += dot(a2, kj);
    let a3 = A[15] - gain * (factor[3] * zj); A[15] = a3;
        z3 += dot(a3, uj); y3 += dot(a3, kj);
    let a4 = A[19] - gain * (factor[4] * zj); A[19] = a4;
        z4 += dot(a4, uj); y4 += dot(a4, kj);
    let a5 = A[23] - gain * (factor[5] * zj); A[23] = a5;
        z5 += dot(a5, uj); y5 += dot(a5, kj);
    let a6 = A[27] - gain * (factor[6] * zj); A[27] = a6;
        z6 += dot(a6, uj); y6 += dot(a6, kj);
    let a7 = A[31] - gain * (factor[7] * zj); A[31] = a7;
        z7 += dot(a7, uj); y7 += dot(a7, kj); }
      z[0] = z0; y[0] = y0;
    z[1] = z1; y[1] = y1;
    z[2] = z2; y[2] = y2;
    z[3] = z3; y[3] = y3;
    z[4] = z4; y[4] = y4;
    z[5] = z5; y[5] = y5;
    z[6] = z6; y[6] = y6;
    z[7] = z7; y[7] = y7;
      side = 1u - side;
      if (0u < ownA) { sharedZ[side][(firstA + 0u) / 4u][0u % 4u] = z[0u];
        sharedY[side][(firstA + 0u) / 4u][0u % 4u] = y[0u]; }
    if (1u < ownA) { sharedZ[side][(firstA + 1u) / 4u][1u % 4u] = z[1u];
        sharedY[side][(firstA + 1u) / 4u][1u % 4u] = y[1u]; }
    if (2u < ownA) { sharedZ[side][(firstA + 2u) / 4u][2u % 4u] = z[2u];
        sharedY[side][(firstA + 2u) / 4u][2u % 4u] = y[2u]; }
    if (3u < ownA) { sharedZ[side][(firstA + 3u) / 4u][3u % 4u] = z[3u];
        sharedY[side][(firstA + 3u) / 4u][3u % 4u] = y[3u]; }
    if (4u < ownA) { sharedZ[side][(firstA + 4u) / 4u][4u % 4u] = z[4u];
        sharedY[side][(firstA + 4u) / 4u][4u % 4u] = y[4u]; }
    if (5u < ownA) { sharedZ[side][(firstA + 5u) / 4u][5u % 4u] = z[5u];
        sharedY[side][(firstA + 5u) / 4u][5u % 4u] = y[5u]; }
    if (6u < ownA) { sharedZ[side][(firstA + 6u) / 4u][6u % 4u] = z[6u];
        sharedY[side][(firstA + 6u) / 4u][6u % 4u] = y[6u]; }
    if (7u < ownA) { sharedZ[side][(firstA + 7u) / 4u][7u % 4u] = z[7u];
        sharedY[side][(firstA + 7u) / 4u][7u % 4u] = y[7u]; }
      workgroupBarrier();
      for (var j = 0u; j < size; j++) {
        Z[j] = sharedZ[side][j];
        W[j] = sharedY[side][j];
      }
      var delta = 1.0;
      var overlap = 0.0;
      { let zj = Z[0]; delta += dot(zj, U[0]); overlap += dot(zj, K[0]); }
    { let zj = Z[1]; delta += dot(zj, U[1]); overlap += dot(zj, K[1]); }
    { let zj = Z[2]; delta += dot(zj, U[2]); overlap += dot(zj, K[2]); }
    { let zj = Z[3]; delta += dot(zj, U[3]); overlap += dot(zj, K[3]); }
      let skipped = (bitcast<u32>(delta) & 0x7f800000u) == 0x7f800000u || abs(delta) < deltaFloor;
      // An A that rounding has eaten: infinity goes into W, and from there into the output of this step.
      let lost = delta < settings.leastDelta;
      shrink = select(select(overlap / delta, 0.0, skipped), settings.infinity, lost);
      extra = select(0.0, deltaFloor, skipped);
      // Kept apart from 1/δ: z_i z_j rounds as z_j z_i does, and A stays exactly symmetric.
      gain = select(1.0 / delta, 0.0, skipped);
      factor[0] = select(z[0], 0.0, skipped);
    factor[1] = select(z[1], 0.0, skipped);
    factor[2] = select(z[2], 0.0, skipped);
    factor[3] = select(z[3], 0.0, skipped);
    factor[4] = select(z[4], 0.0, skipped);
    factor[5] = select(z[5], 0.0, skipped);
    factor[6] = select(z[6], 0.0, skipped);
    factor[7] = select(z[7], 0.0, skipped);
      if (skipped) {
        skips += 1.0;
        for (var j = 0u; j < size; j++) { Z[j] = vec4<f32>(); }
      }
      let addition = extra;
      if (addition != 0.0) {
        for (var r = 0u; r < ownA; r++) { A[r * N + (firstA + r) / 4u][(firstA + r) % 4u] += addition; }
      }
    }
    // W becomes A_t k_t: the product with the old A, and what the step's own update adds to it.
    var square = 0.0;
    var alignment = 0.0;
    { let a = W[0] - shrink * Z[0] + extra * K[0]; W[0] = a;
      square += dot(a, a); alignment += dot(a, Q[0]); }
    { let a = W[1] - shrink * Z[1] + extra * K[1]; W[1] = a;
      square += dot(a, a); alignment += dot(a, Q[1]); }
    { let a = W[2] - shrink * Z[2] + extra * K[2]; W[2] = a;
      square += dot(a, a); alignment += dot(a, Q[2]); }
    { let a = W[3] - shrink * Z[3] + extra * K[3]; W[3] = a;
      square += dot(a, a); alignment += dot(a, Q[3]); }
    var length = sqrt(square);
    if (square > 1e36 || square < 1e-30) {
      let unit = select(1e18, 1e-18, square > 1.0);
      square = 0.0;
      for (var j = 0u; j < size; j++) { square += dot(unit * W[j], (unit * W[j])); }
      length = sqrt(square) / unit;
    }
    let scale = 1.0 / max(length, 1e-12);
    
    if (0u < ownS) { let place = token * DV + firstS + 0u;
      let written = v[place] - p[0u];
      
      e[0u] = scale * written;
      output[place] = o[0u] + e[0u] * alignment; }
    if (1u < ownS) { let place = token * DV + firstS + 1u;
      let written = v[place] - p[1u];
      
      e[1u] = scale * written;
      output[place] = o[1u] + e[1u] * alignment; }
    if (2u < ownS) { let place = token * DV + firstS + 2u;
      let written = v[place] - p[2u];
      
      e[2u] = scale * written;
      output[place] = o[2u] + e[2u] * alignment; }
    if (3u < ownS) { let place = token * DV + firstS + 3u;
      let written = v[place] - p[3u];
      
      e[3u] = scale * written;
      output[place] = o[3u] + e[3u] * alignment; }
    if (4u < ownS) { let place = token * DV + firstS + 4u;
      let written = v[place] - p[4u];
      
      e[4u] = scale * written;
      output[place] = o[4u] + e[4u] * alignment; }
    if (5u < ownS) { let place = token * DV + firstS + 5u;
      let written = v[place] - p[5u];
      
      e[5u] = scale * written;
      output[place] = o[5u] + e[5u] * alignment; }
    if (6u < ownS) { let place = token * DV + firstS + 6u;
      let written = v[place] - p[6u];
      
      e[6u] = scale * written;
      output[place] = o[6u] + e[6u] * alignment; }
    if (7u < ownS) { let place = token * DV + firstS + 7u;
      let written = v[place] - p[7u];
      
      e[7u] = scale * written;
      output[place] = o[7u] + e[7u] * alignment; }
    
  }

  for (var i = 0u; i < ownA * size; i++) {
    let stored = A[i] - gain * (factor[i / size] * Z[i % size]); state[inverse + i / size * D + 4u * (i % size) + 0u] = stored[0];
    state[inverse + i / size * D + 4u * (i % size) + 1u] = stored[1];
    state[inverse + i / size * D + 4u * (i % size) + 2u] = stored[2];
    state[inverse + i / size * D + 4u * (i % size) + 3u] = stored[3];
  }
  for (var i = 0u; i < ownS * size; i++) {
    let stored = S[i] + e[i / size] * W[i % size]; state[memory + i / size * D + 4u * (i % size) + 0u] = stored[0];
    state[memory + i / size * D + 4u * (i % size) + 1u] = stored[1];
    state[memory + i / size * D + 4u * (i % size) + 2u] = stored[2];
    state[memory + i / size * D + 4u * (i % size) + 3u] = stored[3];
  }
  if (id == 0u) { state[heads * (D * D + DV * D) + head] += skips; }
}
