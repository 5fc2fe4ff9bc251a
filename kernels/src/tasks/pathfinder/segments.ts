/** A dash from one end to the other, in pixels from the upper left corner; the middle of the first pixel is at (0.5, 0.5). */
export interface Dash {
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
}

/** A point of the picture, in pixels. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** The dash of a length that starts at a point, in a direction (radians). */
export function dashAt(x: number, y: number, direction: number, length: number): Dash {
  return { fromX: x, fromY: y, toX: x + length * Math.cos(direction), toY: y + length * Math.sin(direction) };
}

/** Distance of a point from a dash. */
export function distanceTo(dash: Dash, x: number, y: number): number {
  return Math.sqrt(squaredDistanceTo(dash, x, y));
}

function squaredDistanceTo({ fromX, fromY, toX, toY }: Dash, x: number, y: number): number {
  const alongX = toX - fromX;
  const alongY = toY - fromY;
  const part = ((x - fromX) * alongX + (y - fromY) * alongY) / (alongX * alongX + alongY * alongY);
  const clamped = Math.min(1, Math.max(0, part));
  const dx = x - fromX - clamped * alongX;
  const dy = y - fromY - clamped * alongY;
  return dx * dx + dy * dy;
}

/** Whether two dashes come nearer to each other than a limit, which they do where they cross. */
export function nearerThan(limit: number, a: Dash, b: Dash): boolean {
  const least = limit * limit;
  return (
    squaredDistanceTo(b, a.fromX, a.fromY) < least ||
    squaredDistanceTo(b, a.toX, a.toY) < least ||
    squaredDistanceTo(a, b.fromX, b.fromY) < least ||
    squaredDistanceTo(a, b.toX, b.toY) < least ||
    (apart(a, b) && apart(b, a))
  );
}

/** Whether the line through `line` has the ends of `dash` on different sides. */
function apart(line: Dash, dash: Dash): boolean {
  const side = (x: number, y: number): number =>
    (line.toX - line.fromX) * (y - line.fromY) - (line.toY - line.fromY) * (x - line.fromX);
  return side(dash.fromX, dash.fromY) * side(dash.toX, dash.toY) < 0;
}
