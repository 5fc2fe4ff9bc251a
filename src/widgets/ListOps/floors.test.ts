import { listOpsFloors, type ListOpsFloors } from '@vla/kernels/tasks';
import { seededRandom } from '@vla/kernels/random';
import { checkRun } from '@vla/kernels/training';
import { describe, expect, test } from 'vitest';
import { readFields, draftOf } from '../../lib/fields.ts';
import { controls, defaults, rungs } from './controls.ts';
import { drawnTrees, levelsOf, measureFloors, type MeasuredFloors } from './floors.ts';
import { ruleInWords, seenAt } from './levels.ts';
import { settingOf } from './setting.ts';

async function measured(rung: 'A' | 'B', asked: 'root' | 'brackets', levels: number): Promise<MeasuredFloors[]> {
  const reports: MeasuredFloors[] = [];
  const { signal } = new AbortController();
  await measureFloors({ rung, asked, levels }, { signal, onFloors: (floors) => reports.push(floors) });
  return reports;
}

test('floors of the whole are those of the kernels, on the same trees', async () => {
  const last = (await measured('A', 'root', 1)).at(-1)!;
  const random = seededRandom(202103);
  const fitted = drawnTrees('A', 1000, random);
  const once = listOpsFloors(fitted, drawnTrees('A', 1000, random), 1);
  expect(last.scored).toBe(1000);
  for (const rule of ['constant', 'rootOnly'] satisfies (keyof ListOpsFloors)[]) {
    expect(last[rule]).toBeCloseTo(once[rule], 10);
  }
  expect(last.levelsKnown).toEqual([1]);
});

test('floors of brackets count each of them: more than there are expressions', async () => {
  const [brackets, root] = await Promise.all([measured('B', 'brackets', 0), measured('B', 'root', 0)]);
  expect(brackets.at(-1)!.scored).toBeGreaterThan(1.5 * root.at(-1)!.scored);
  const { constant, rootOnly } = brackets.at(-1)!;
  expect(rootOnly).toBeGreaterThan(constant);
});

test('what is measured for nobody stops', async () => {
  const controller = new AbortController();
  let reports = 0;
  const onFloors = (): void => {
    reports++;
    controller.abort();
  };
  await measureFloors({ rung: 'B', asked: 'root', levels: 2 }, { signal: controller.signal, onFloors });
  expect(reports).toBe(1);
});

describe('a rule that knows some levels', () => {
  test('reads them with their operands, below them which operator it is, and nothing further down', () => {
    expect([1, 2, 3, 4].map((level) => seenAt(level, 2))).toEqual(['read', 'read', 'operator', 'hidden']);
    expect([1, 2].map((level) => seenAt(level, 0))).toEqual(['operator', 'hidden']);
  });

  test('is named for what it knows', () => {
    expect([0, 1, 2].map(ruleInWords)).toEqual([
      'the first operator alone',
      'one level of operands',
      '2 levels of operands',
    ]);
  });

  test.each(rungs)('knows all of rung %s with all its levels', (rung) => {
    const [tree] = drawnTrees(rung, 1);
    expect(listOpsFloors(drawnTrees(rung, 20), [tree!], levelsOf(rung)).levelsKnown.at(-1)).toBe(1);
  });
});

test.each(rungs)('the fields describe a run of rung %s that asks at every bracket', (rung) => {
  const { values, problems } = readFields(controls, draftOf(controls, { ...defaults, rung }));
  expect(problems).toEqual({});
  const { tasks, config } = checkRun(settingOf(values).racers[0]!);
  expect(tasks[0]!.settings).toMatchObject({ asked: 'brackets', maxDepth: levelsOf(rung) + 1 });
  expect(config).toMatchObject({ mixer: 'vla', layers: 2, convolution: 4 });
});
