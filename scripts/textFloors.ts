/**
 * Records what simple rules reach on the published film reviews, which are no part of this repository, for the figure
 * lra-per-task: `npm run text-floors -- FOLDER`, with aclImdb unpacked in the folder.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { nodeFolder } from '@vla/kernels/node';
import { findReviews, readReviews, textFloors } from '@vla/kernels/tasks';
import { Command } from 'commander';
import { format } from 'prettier';

const [path] = new Command().name('text-floors').argument('<folder>', 'where aclImdb is').parse().args;
const folder = await nodeFolder(path!);
const reviews = await readReviews(folder, await findReviews(folder), 'published');
const orders = [1, 2, 3];
const floors = [256, 1000, 4000].map((bytes) => {
  const { constant, naiveBayes } = textFloors(reviews, { bytes, orders });
  return { bytes, constant, naiveBayes: orders.map((order) => naiveBayes[order]!) };
});
const text = `/** Written by scripts/textFloors.ts from the published reviews: shares of right answers, by the bytes that are read. */
export const textFloors = ${JSON.stringify({ recorded: new Date().toISOString().slice(0, 10), train: reviews.train.length, test: reviews.test.length, floors })} as const;
`;
const file = fileURLToPath(new URL('../src/experiments/lra-per-task/textFloors.ts', import.meta.url));
writeFileSync(file, await format(text, { parser: 'typescript', singleQuote: true, printWidth: 120 }));
