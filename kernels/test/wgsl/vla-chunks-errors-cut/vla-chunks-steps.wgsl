// VLA, chunks, errors cut, on a software device: VLA chunks, steps

struct Settings {
  begin: u32,
  end: u32,
  firstChunk: u32,
  chunks: u32,
  heads: u32,
  T: u32,
  start: u32,
  stop: u32,
  D: u32,
  Dv: u32,
  R: u32,
  steps: u32,
  toNudge: u32,
  period: u32,
  epsilon: f32,
  deltaFloor: f32,
  normalized: u32,
  residual: u32,
  values4: u32,
  valueTiles: u32,
  tileRows: u32,
  rowsBefore: u32,
  errorBound: f32,
}
@group(0) @binding(0) var<storage, read> q: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read> k: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> v: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read_write> state: array<vec4<f32>>;
@group(0) @binding(4) var<storage, read_write> output: array<vec4<f32>>;
@group(0) @binding(5) var<storage, read> work: array<vec4<f32>>;
@group(0) @binding(6) var<uniform> settings: Settings;

/** Sizes in vectors: D, C = steps of a chunk. */
struct Sizes { D4: u32, C4: u32 }

fn sizes() -> Sizes { return Sizes(paddedVectors(settings.D), paddedVectors(settings.steps)); }

fn paddedVectors(numbers: u32) -> u32 {
  return (numbers + 7u) / 8u * 2u;
}

/** Of one chunk: [K | Q] [D, 2C], αᵀ [C,D], α [D,C], [αᵀK | αᵀQ] [C, 2C]. */
fn chunkLength(size: Sizes) -> u32 {
  return 4u * (4u * size.D4 * size.C4 + 2u * size.C4 * size.C4);
}

fn chunkPlace(size: Sizes, head: u32, chunk: u32) -> u32 {
  return (head * settings.chunks + chunk - settings.firstChunk) * chunkLength(size);
}

/** Row t is the write direction of step t as the operator gives it, A_t k_t: [C,D]. */
fn directionsPlace(size: Sizes, head: u32, chunk: u32) -> u32 {
  return chunkPlace(size, head, chunk) + 8u * size.D4 * size.C4;
}

/** Of one workgroup of the memory pass: Sᵀ [D, values], Eᵀ and Oᵀ [C, values]. */
fn memoryPlace(size: Sizes, index: u32) -> u32 {
  let length = 4u * settings.values4 * (size.D4 + 2u * size.C4);
  return settings.heads * settings.chunks * chunkLength(size) + index * length;
}

struct Span { start: u32, end: u32, nudged: bool }

fn chunksIn(steps: u32) -> u32 { return (steps + settings.steps - 1u) / settings.steps; }

/** Chunks have `settings.steps` steps, but the last one and the last before each nudge may be shorter. */
fn chunkSpan(chunk: u32) -> Span {
  let before = chunksIn(settings.toNudge);
  var start = chunk * settings.steps;
  var nudgeAt = settings.toNudge;
  if (chunk >= before) {
    let perPeriod = chunksIn(settings.period);
    let begin = settings.toNudge + (chunk - before) / perPeriod * settings.period;
    start = begin + (chunk - before) % perPeriod * settings.steps;
    nudgeAt = begin + settings.period;
  }
  let end = min(min(start + settings.steps, nudgeAt), settings.stop - settings.start);
  return Span(settings.start + start, settings.start + end, end == nudgeAt);
}


fn outerBlock(x: vec4<f32>, y: vec4<f32>) -> mat4x4<f32> {
  return mat4x4<f32>(x * y.x, x * y.y, x * y.z, x * y.w);
}

// What every four rows would write, in this step and in the one before: who still reads that is not overtaken.
var<workgroup> missed: array<vec4<f32>, 8>;

fn errorLength(first: u32, fours: u32) -> f32 {
  var largest = vec4<f32>();
  for (var i = first; i < first + fours; i++) { largest = max(largest, abs(missed[i])); }
  let unit = max(max(largest.x, largest.y), max(largest.z, largest.w));
  if (unit == 0.0) { return 0.0; }
  var squares = vec4<f32>();
  for (var i = first; i < first + fours; i++) {
    let part = missed[i] / unit;
    squares += part * part;
  }
  return unit * sqrt(dot(squares, vec4<f32>(1.0)));
}

fn cutOf(length: f32) -> f32 {
  return select(1.0, settings.errorBound / (length + 1e-6), length > settings.errorBound);
}

@compute @workgroup_size(4)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_index) id: u32) {
  let head = group.x + group.z * 65535u;
  let fours = (settings.Dv + 3u) / 4u;
  let four = id;
  if (head >= settings.heads) { return; }
  let blocks = (settings.D + 3u) / 4u;
  let size = sizes();
  let row = settings.rowsBefore + head * settings.Dv + 4u * four;
  let last = settings.rowsBefore + head * settings.Dv + settings.Dv - 1u;
  var S: array<mat4x4<f32>, 4>;
  for (var j = 0u; j < 4u; j++) {
    S[j] = transpose(mat4x4<f32>(state[(row + 0u) * 4u + j], state[(row + 1u) * 4u + j], state[(row + 2u) * 4u + j], state[(row + 3u) * 4u + j]));
  }
  var alpha: array<vec4<f32>, 4>;
  
  for (var c = settings.begin; c < settings.end; c++) {
    let span = chunkSpan(c);
    var direction = directionsPlace(size, head, c);
    for (var t = span.start; t < span.end; t++) {
      let token = head * settings.T + t;
      // A of the last step has the nudge already.
      let nudge = select(0.0, settings.epsilon, span.nudged && t + 1u == span.end);
      var read = vec4<f32>();
      var squares = vec4<f32>();
      {
        let key = k[token * 4u + 0u];
        alpha[0u] = work[direction + 0u] + nudge * key;
        squares += alpha[0u] * alpha[0u];
        read += S[0u] * key;
      }
    {
        let key = k[token * 4u + 1u];
        alpha[1u] = work[direction + 1u] + nudge * key;
        squares += alpha[1u] * alpha[1u];
        read += S[1u] * key;
      }
    {
        let key = k[token * 4u + 2u];
        alpha[2u] = work[direction + 2u] + nudge * key;
        squares += alpha[2u] * alpha[2u];
        read += S[2u] * key;
      }
    {
        let key = k[token * 4u + 3u];
        alpha[3u] = work[direction + 3u] + nudge * key;
        squares += alpha[3u] * alpha[3u];
        read += S[3u] * key;
      }
      var e = v[token * 4u + four] - select(vec4<f32>(), read, settings.residual == 1u);
      let isRow = 4u * four + vec4<u32>(0, 1, 2, 3) < vec4<u32>(settings.Dv);
      let shown = t % 2u * fours;
      missed[shown + four] = select(vec4<f32>(), e, isRow);
      workgroupBarrier();
      e *= cutOf(errorLength(shown, fours));
      let length = max(sqrt(dot(squares, vec4<f32>(1.0))), 1e-12);
      let scale = select(1.0, 1.0 / length, settings.normalized == 1u);
      let write = scale * e;
      var o = vec4<f32>();
      S[0u] += outerBlock(write, alpha[0u]); o += S[0u] * q[token * 4u + 0u];
    S[1u] += outerBlock(write, alpha[1u]); o += S[1u] * q[token * 4u + 1u];
    S[2u] += outerBlock(write, alpha[2u]); o += S[2u] * q[token * 4u + 2u];
    S[3u] += outerBlock(write, alpha[3u]); o += S[3u] * q[token * 4u + 3u];
      output[token * 4u + four] = o;
      
      direction += size.D4;
    }
  }
  for (var j = 0u; j < 4u; j++) {
    let rows = transpose(S[j]);
    state[(row + 0u) * 4u + j] = rows[0];
    state[(row + 1u) * 4u + j] = rows[1];
    state[(row + 2u) * 4u + j] = rows[2];
    state[(row + 3u) * 4u + j] = rows[3];
  }
}
