/** The tasks of the arena, in the order of its tables. */
export const tasks = ['ListOps', 'Text', 'Retrieval', 'Image', 'Pathfinder', 'Path-X'] as const;
export type TaskName = (typeof tasks)[number];

/** What a constant answer has where the classes are equally frequent, in per cent: all tasks but ListOps. */
export const classes: Readonly<Record<Exclude<TaskName, 'ListOps'>, number>> = {
  Text: 2,
  Retrieval: 2,
  Image: 10,
  Pathfinder: 2,
  'Path-X': 2,
};
