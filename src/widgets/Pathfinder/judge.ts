import { distanceRule, drawPathfinder, pathfinderFloors, tipsRule, tracePathfinder } from '@vla/kernels/tasks';
import type { Cue, PathfinderFloors, PathfinderPreset, PathfinderRule } from '@vla/kernels/tasks';
import { seededRandom } from '@vla/kernels/random';
import type { Answers, Question } from './protocol.ts';

interface Rules {
  readonly distance: PathfinderRule;
  readonly tips: PathfinderRule;
  readonly floors: PathfinderFloors;
}

/** Pictures that the rules learn from, and as many that they are scored on. */
const sample = 500;
const seed = 20_1808;

const known = new Map<string, Rules>();

/** Rules are fitted once for each kind of picture. */
function rulesOf(preset: PathfinderPreset, cue: Cue): Rules {
  const key = `${preset} ${cue}`;
  const before = known.get(key);
  if (before) return before;
  const random = seededRandom(seed);
  const pictures = Array.from({ length: 2 * sample }, () => drawPathfinder(random, { preset, cue }));
  const { size } = pictures[0]!;
  const [fitted, scored] = [pictures.slice(0, sample), pictures.slice(sample)];
  const rules = {
    distance: distanceRule(fitted),
    tips: tipsRule(size, fitted),
    floors: pathfinderFloors(size, fitted, scored),
  };
  known.set(key, rules);
  return rules;
}

/** Answers a question about a picture. */
export function judge(question: Question): Answers[Question['kind']] {
  if (question.kind === 'trace') {
    const { pixels, size, preset } = question;
    return tracePathfinder(pixels, size, { preset });
  }
  const { markers, preset, cue } = question;
  const { distance, tips, floors } = rulesOf(preset, cue);
  return { distance: distance(markers), tips: tips(markers), floors, scored: sample };
}
