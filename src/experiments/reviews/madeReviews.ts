import type { Folder } from '@vla/kernels/tasks';

const texts = new Map<string, Uint8Array>();
for (let i = 0; i < 20; i++) {
  for (const split of ['train', 'test']) {
    const write = (path: string, text: string) => texts.set(`${split}/${path}`, new TextEncoder().encode(text));
    write(`pos/${i}_${7 + (i % 4)}.txt`, `A good film, number ${i} of ${split}.`);
    write(`neg/${i}_${1 + (i % 4)}.txt`, `A bad film, number ${i} of ${split}.`);
  }
}

/** A folder without a disk, for tests: a few reviews in the published layout. */
export const madeReviews: Folder = {
  name: 'made',
  list: () => Promise.resolve([...texts].map(([path, { length: size }]) => ({ path, size }))),
  read: (path) => Promise.resolve(texts.get(path)!),
  async *pieces(path) {
    yield await Promise.resolve(texts.get(path)!);
  },
};
