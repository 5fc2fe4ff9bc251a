import { pathfinderArchiveTokens } from '../pathfinderArchive/task.ts';
import type { Task } from '../types.ts';
import { drawPathfinder } from './draw.ts';
import { pathfinderSettings } from './settings.ts';
import type { PathfinderSettings } from './settings.ts';

/** Tokens 0 … 255 are grey levels; the others are those of the published pictures. */
export const pathfinderTokens = pathfinderArchiveTokens;

/**
 * Pathfinder: are the two marked ends of one contour? Linsley et al. 2018, in the setting of the Long Range Arena (Tay et al. 2021). Grey
 * levels row by row from above, each a token; then 256, where it is asked. Answers are 257, no, and 258, yes.
 *
 * Two contours are drawn one after the other, from a random place in a random direction. Each next dash begins `gap` pixels after the end of the one
 * before, in its own direction, which differs by an angle of density cos²(turn·Δ). Dashes are 2 pixels long, end 1.5 pixels from the
 * border at least, and those that do not follow each other are 2 pixels apart. Distractors are shorter contours that are never
 * marked. Where a contour finds no place, all is drawn anew; and so it is where a gap of 1.5 or more makes a dash seem to follow another one
 * than it does, so that what is seen has one answer.
 *
 * That is ours. The presets "lra-32", "lra-64" and "lra-128", which is Path-X, are drawn as `snakes2.py` of drewlinsley/pathfinder does with
 * the parameters of the Long Range Arena: contours that grow together on a raster, dashes begun at whole pixels, drawn at twice the
 * size and made smaller with Lanczos' kernel, everything stretched to 0 … 255. Random draws are not those of that code.
 *
 * @throws ArgumentError naming the setting; at the first sequence where the dashes do not fit in
 */
export function pathfinder(settings: PathfinderSettings = {}): Task {
  const resolved = pathfinderSettings(settings);
  const last = resolved.size * resolved.size;
  const { asked, no, yes } = pathfinderTokens;
  return {
    name: 'pathfinder',
    settings: Object.fromEntries(Object.entries(resolved)),
    vocabulary: yes + 1,
    length: last + 1,
    ranges: { levels: { first: 0, size: 256 }, answers: { first: no, size: 2 } },
    fill(random, { tokens, targets, mask }) {
      const { pixels, label } = drawPathfinder(random, resolved);
      tokens.set(pixels);
      tokens[last] = asked;
      targets[last] = label === 1 ? yes : no;
      mask[last] = 1;
    },
  };
}
