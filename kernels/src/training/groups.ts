import { rowOf } from '../tasks/index.ts';
import type { Batch, Task } from '../tasks/index.ts';

/** How the answers of one group were. */
export interface GroupScore {
  readonly answers: number;
  /** Share of them that are right. */
  readonly accuracy: number;
}

/** By the way that questions are divided, then by group: `groups.operator.MIN`. */
export type GroupScores = Readonly<Record<string, Readonly<Record<string, GroupScore>>>>;

/** Counts answers within the groups of their questions. */
export class GroupCounter {
  readonly #counts = new Map<string, Map<string, { asked: number; right: number }>>();

  /** @param given answers in the order of the questions */
  add(task: Task, batch: Batch, given: ArrayLike<number>): void {
    let answer = 0;
    for (let index = 0; index < batch.size; index++) {
      const row = rowOf(batch, index);
      const questions = task.groups?.(row) ?? [];
      const positions = [...row.mask.keys()].filter((position) => row.mask[position] === 1);
      if (questions.length !== positions.length) {
        throw new Error(`${task.name} has ${questions.length} groups for ${positions.length} questions`);
      }
      for (const [i, position] of positions.entries()) {
        const isRight = given[answer++] === row.targets[position];
        for (const [way, group] of Object.entries(questions[i]!)) this.#count(way, group, isRight);
      }
    }
  }

  get scores(): GroupScores {
    const scored = [...this.#counts].map(([way, groups]) => {
      const sorted = [...groups].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }));
      return [way, Object.fromEntries(sorted.map(([group, count]) => [group, scoreOf(count)]))] as const;
    });
    return Object.fromEntries(scored);
  }

  #count(way: string, group: string, isRight: boolean): void {
    const groups = this.#counts.get(way) ?? new Map<string, { asked: number; right: number }>();
    this.#counts.set(way, groups);
    const { asked, right } = groups.get(group) ?? { asked: 0, right: 0 };
    groups.set(group, { asked: asked + 1, right: right + (isRight ? 1 : 0) });
  }
}

function scoreOf({ asked, right }: { readonly asked: number; readonly right: number }): GroupScore {
  return { answers: asked, accuracy: right / asked };
}
