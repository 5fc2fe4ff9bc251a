import { Figure } from './support/figure.ts';
import type { Reader } from './support/reader.ts';
import { expect, test } from './support/test.ts';

interface Trained {
  readonly ran: { readonly backend: string; readonly milliseconds: number };
  readonly floors: { readonly constant: number; readonly rootOnly: number; readonly scored: number };
  readonly racers: readonly {
    readonly scores: readonly { readonly step: number; readonly accuracy: number; readonly sequences: number }[];
  }[];
}

interface MeasuredStep {
  readonly long: { readonly tokens: number; readonly milliseconds: number };
  readonly estimate: number;
  readonly bytes: number | null;
}

const page = 'experiments/long-range-arena';

/** What stands at the brackets: what the checker finds, and whether the model says the same. */
const marks = (root: string): { value: string; answer: string }[] | null => {
  const brackets = [...document.querySelectorAll<HTMLElement>(`${root} [data-bracket]`)];
  const found = brackets.map((bracket) => {
    const own = [...bracket.children] as HTMLElement[];
    const close = own.findIndex(({ innerText }) => innerText === ']');
    return { value: own[close + 1]?.innerText ?? '', answer: own[close + 2]?.dataset['answer'] ?? '' };
  });
  return found.length > 0 && found.every(({ answer }) => answer !== '') ? found : null;
};

/** Types an expression in the place of the one that stands there. */
async function typeOver(reader: Reader, root: string, text: string): Promise<void> {
  const field = `${root} form input[type="text"]`;
  await reader.run((selector) => document.querySelector<HTMLInputElement>(selector)!.scrollIntoView(), field);
  await reader.browser.click(field);
  await reader.run((selector) => document.querySelector<HTMLInputElement>(selector)!.select(), field);
  await reader.browser.type(text);
}

test('a reader trains the tiny rung above its floors within 60 s, and asks it an expression of their own', async ({
  reader,
  engine,
}) => {
  await reader.open(`${page}?listops.backend=cpu`);
  const listops = new Figure(reader, 'listops');
  const start = performance.now();
  await listops.press('Train');
  const { state, words } = await listops.settled();
  const seconds = (performance.now() - start) / 1000;
  expect(state, words).toBe('done');
  const { ran, racers, floors } = await listops.published<Trained>();
  const { accuracy, sequences, step } = racers[0]!.scores.at(-1)!;
  const found = `${(100 * accuracy).toFixed(1)} % of ${sequences} unseen expressions, constant ${(100 * floors.constant).toFixed(1)} %`;
  process.stdout.write(`${engine}: ${step} steps in ${seconds.toFixed(1)} s; ${found}\n`);
  expect(ran.backend).toBe('wasm');
  expect(floors.scored).toBeGreaterThan(100);
  // Three standard errors of so many answers above what needs no operands.
  const error = Math.sqrt((floors.rootOnly * (1 - floors.rootOnly)) / sequences);
  expect(accuracy).toBeGreaterThan(floors.rootOnly + 3 * error);
  expect(accuracy).toBeGreaterThan(floors.constant + 0.2);
  expect(seconds).toBeLessThan(60);

  await typeOver(reader, listops.root, '[MIN 4 0 7 1]');
  await listops.press('Ask the model trained here');
  const [mark, ...others] = await reader.until('it answers', marks, listops.root);
  expect(others).toEqual([]);
  expect(mark!.value).toContain('0');
});

test('the recorded model fills in the brackets of what was typed, and what is no expression is explained', async ({
  reader,
}) => {
  await reader.open(`${page}?listops.backend=cpu`);
  const { root } = new Figure(reader, 'listops');
  await reader.until('the panel is there', (selector) => document.querySelector(`${selector} form`) !== null, root);
  await typeOver(reader, root, '[MAX 2 [MIN 4 7] 1');
  const alert = `${root} [role="alert"]`;
  expect(await reader.text(alert)).toContain('The expression had MAX without its "]"');
  await reader.browser.type(']');
  expect(await reader.text(alert)).toBe('');
  await reader.press(root, 'Ask the recorded model');
  const brackets = await reader.until('it answers', marks, root);
  expect(brackets).toHaveLength(2);
  expect(brackets.map(({ value }) => value)).toEqual([expect.stringContaining('4'), expect.stringContaining('4')]);
});

test('a step at the length of Path-X is estimated, made and timed with each mixer', async ({ reader, engine }) => {
  await reader.open(`${page}?path-x.backend=cpu`);
  const steps = new Figure(reader, 'path-x');
  await steps.press('Run');
  const { state, words } = await steps.settled();
  expect(state, words).toBe('done');
  const { outcomes } = await steps.published<{ outcomes: { mixer: string; step?: MeasuredStep }[] }>();
  expect(outcomes.map(({ mixer }) => mixer)).toEqual(['vla', 'deltanet', 'linear']);
  for (const { mixer, step } of outcomes) {
    expect(step, words).toMatchObject({ long: { tokens: 16385 }, ran: { backend: 'wasm' } });
    const { long, estimate, bytes } = step!;
    const took = `${long.milliseconds.toFixed(0)} ms, estimated ${estimate.toFixed(0)}`;
    process.stdout.write(`${engine}: ${mixer} ${took}, ${(bytes! / 2 ** 20).toFixed(0)} MiB\n`);
    // Each of two blocks keeps more than a vector of its width for every token until the step is back there.
    expect(bytes!).toBeGreaterThan(2 * 16385 * 64 * 4);
  }
});

test('a picture of Pathfinder is traced from its pixels, and rules guess from its marks', async ({ reader }) => {
  await reader.open(page);
  const root = '[data-arena="pathfinder"]';
  const verdictOf = async (rule: string): Promise<string> => {
    await reader.until(
      `“${rule}” can be chosen`,
      (part, value) => {
        const radio = document.querySelector<HTMLInputElement>(`${part} input[type="radio"][value="${value}"]`);
        radio?.click();
        return radio !== null;
      },
      root,
      rule,
    );
    return reader.until(
      `“${rule}” has answered`,
      (part, value) => {
        const said = document.querySelector<HTMLElement>(`${part} [data-verdict-of="${value}"]`)?.innerText ?? '';
        return /right|wrong/.test(said) && said;
      },
      root,
      rule,
    );
  };
  expect(await verdictOf('tracing')).toMatch(/^The checker sees \d+ dashes and says .*: right\./);
  expect(await verdictOf('distance')).toMatch(/Of \d+ other pictures of this kind it is right in \d+\.\d %/);
});
