/** A picture of one channel, row by row. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly data: Float64Array;
}

export function blank(width: number, height = width): Raster {
  return { width, height, data: new Float64Array(width * height) };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Draws a line between pixels with level 255, as the Python Imaging Library does. */
export function drawLine(raster: Raster, from: Point, to: Point, width: number): void {
  if (width <= 1) drawThinLine(raster, from, to);
  else drawWideLine(raster, from, to, width);
}

function put({ width, height, data }: Raster, x: number, y: number): void {
  if (x >= 0 && y >= 0 && x < width && y < height) data[y * width + x] = 255;
}

/** Bresenham's line. */
function drawThinLine(raster: Raster, from: Point, to: Point): void {
  const [stepX, stepY] = [Math.sign(to.x - from.x), Math.sign(to.y - from.y)];
  const [dx, dy] = [Math.abs(to.x - from.x), Math.abs(to.y - from.y)];
  const [long, short] = [Math.max(dx, dy), Math.min(dx, dy)];
  let { x, y } = from;
  let error = 2 * short - long;
  for (let i = 0; i <= long; i++) {
    put(raster, x, y);
    const aside = error >= 0;
    if (dx > dy) {
      x += stepX;
      if (aside) y += stepY;
    } else {
      y += stepY;
      if (aside) x += stepX;
    }
    if (aside) error -= 2 * long;
    error += 2 * short;
  }
}

const roundUp = (value: number): number => Math.sign(value) * Math.floor(Math.abs(value) + 0.5);
const roundDown = (value: number): number => Math.sign(value) * Math.ceil(Math.abs(value) - 0.5);

/** A rectangle, of which the corners are whole pixels. */
function drawWideLine(raster: Raster, from: Point, to: Point, width: number): void {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  if (length === 0) return put(raster, from.x, from.y);
  const [least, most] = [roundDown((width - 1) / 2) / length, roundUp((width - 1) / 2) / length];
  const [left, right] = [roundDown(least * dy), roundDown(most * dy)];
  const [below, above] = [roundUp(most * dx), roundUp(least * dx)];
  fill(raster, [
    { x: from.x - left, y: from.y + below },
    { x: to.x - left, y: to.y + below },
    { x: to.x + right, y: to.y - above },
    { x: from.x + right, y: from.y - above },
  ]);
}

/** Fills a convex polygon. */
function fill(raster: Raster, corners: readonly Point[]): void {
  const rows = corners.map(({ y }) => y);
  for (let y = Math.min(...rows); y <= Math.max(...rows); y++) {
    const crossings: number[] = [];
    for (const [index, a] of corners.entries()) {
      const b = corners[(index + 1) % corners.length]!;
      if (y < Math.min(a.y, b.y) || y > Math.max(a.y, b.y)) continue;
      if (a.y === b.y) crossings.push(a.x, b.x);
      else crossings.push(a.x + ((y - a.y) * (b.x - a.x)) / (b.y - a.y));
    }
    for (let x = roundUp(Math.min(...crossings)); x <= roundDown(Math.max(...crossings)); x++) put(raster, x, y);
  }
}

/** Makes bright what a structure of offsets reaches from a bright pixel; levels are 0 or 255. */
export function dilated({ width, height, data }: Raster, offsets: readonly Point[]): Raster {
  const result = blank(width, height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (data[y * width + x] === 0) continue;
      for (const offset of offsets) put(result, x + offset.x, y + offset.y);
    }
  return result;
}

/** All offsets within a radius. */
export function disc(radius: number): Point[] {
  const offsets: Point[] = [];
  for (let y = -radius; y <= radius; y++)
    for (let x = -radius; x <= radius; x++) if (x * x + y * y <= radius * radius) offsets.push({ x, y });
  return offsets;
}
