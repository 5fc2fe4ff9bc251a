import type { Snake } from './growth.ts';
import type { PublishedLayout } from './layout.ts';
import type { PublishedParameters } from './parameters.ts';
import { dashStamp, eachPixel, markerStamp } from './stamps.ts';

/** Grey levels, stretched from the darkest, which is 0, to the brightest, 255. Where things overlap the brightest is seen. */
export function paintPublished(
  parameters: PublishedParameters,
  { margin, targets, distractors, marked }: PublishedLayout,
): Uint8Array {
  const { size, contrast, distractorContrast, markerRadius } = parameters;
  const light = new Float64Array(size * size);
  const paint = (snake: Snake, strength: number): void => {
    for (const { at, direction } of snake.dashes) {
      const stamp = dashStamp(parameters, margin, direction);
      eachPixel(size, stamp.reach, at, (index, inStamp) => {
        light[index] = Math.max(light[index]!, strength * stamp.light[inStamp]!);
      });
    }
  };
  for (const target of targets) paint(target, contrast);
  for (const distractor of distractors) paint(distractor, distractorContrast);
  const marker = markerStamp(markerRadius);
  for (const { x, y } of marked)
    eachPixel(size, marker.reach, { x: Math.floor(x), y: Math.floor(y) }, (index, inStamp) => {
      light[index] = Math.max(light[index]!, marker.light[inStamp]!);
    });
  return stretched(light);
}

function stretched(light: Float64Array): Uint8Array {
  const most = light.reduce((a, b) => Math.max(a, b), 0);
  return Uint8Array.from(light, (level) => Math.floor((255 * level) / most + 0.5));
}
