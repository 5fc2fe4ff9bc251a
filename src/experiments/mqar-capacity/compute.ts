import { recallModels } from '../recall/contest.ts';

export const compute = recallModels('pairs');
