import type { EngineName } from '../../tests/engines/support/engines.ts';
import type { Need } from '../setup/needs.ts';
import { asOne, fromClosingLine, fromPlaywright, fromVitest, type Counter } from './tally.ts';

export interface Step {
  readonly name: string;
  readonly purpose: string;
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  readonly count: Counter;
  /** What has to be installed for it. */
  readonly needs?: readonly Need[];
  /** Fills the machine by itself, measures time, or writes what others read. */
  readonly alone?: boolean;
}

/** The browser projects in which pages compute. */
const computing = ['--project', 'webgpu', '--project', 'cpu'] as const;

/**
 * Much of the time that a page is tested, nobody computes: two windows a step left a quarter of two processors idle. Two steps
 * go side by side, each with a host of its own and a folder for what it leaves.
 */
const inWindows = (count: number, name: string): string[] => [
  '--workers',
  String(count),
  '--output',
  `test-results/${name}`,
];

/** There each engine is served at a free port. */
const ENGINES = 'tests/engines/playwright.config.ts';

/** The built site in an engine, in one browser: two engines go side by side. Of Chromium, which has tests of its own, some files alone. */
function inEngine(name: EngineName, words: string, needs: readonly Need[], files: readonly string[] = []): Step {
  return {
    name,
    purpose: `pages, live code, figures, training, search, sharing and reading offline in ${words}`,
    command: [
      ...(['npx', 'playwright', 'test', ...files, '--config', ENGINES] as const),
      ...['--project', name, '--output', `test-results/${name}`],
    ],
    needs,
    count: fromPlaywright,
  };
}

/**
 * In the order in which a mistake is cheapest to find. Of steps that go side by side the long ones come first, and what is
 * alone before them, so that no lane waits for another but at the end.
 */
export const steps: readonly Step[] = [
  { name: 'format', purpose: 'Prettier', command: ['npx', 'prettier', '--check', '.'], count: asOne },
  { name: 'lint', purpose: 'ESLint', command: ['npx', 'eslint', '.'], count: asOne },
  { name: 'types', purpose: 'TypeScript, site and scripts', command: ['npx', 'tsc', '-p', '.'], count: asOne },
  { name: 'types-kernels', purpose: 'TypeScript, kernels', command: ['npx', 'tsc', '-p', 'kernels'], count: asOne },
  {
    name: 'arrows',
    purpose: 'imports follow the arrows between folders, no cycles',
    command: ['npx', 'depcruise', '--config', '.dependency-cruiser.cjs', 'kernels', 'src', 'scripts'],
    count: asOne,
  },
  {
    // Some measure time.
    name: 'host',
    purpose: 'unit tests on the processor',
    command: ['npx', 'vitest', 'run', '--project', 'host', '--project', 'host-alone'],
    needs: ['chromium', 'lavapipe'],
    count: fromVitest,
    alone: true,
  },
  {
    // Long, and seldom busy on more than one processor: others run beside it.
    name: 'swiftshader',
    purpose: 'device tests on SwiftShader',
    command: ['npx', 'vitest', 'run', '--project', 'swiftshader'],
    needs: ['swiftshader'],
    count: fromVitest,
  },
  {
    name: 'samples',
    purpose: 'a thousand pictures of each preset of Pathfinder',
    command: ['npx', 'vitest', 'run', '--project', 'samples'],
    count: fromVitest,
  },
  {
    name: 'lavapipe',
    purpose: 'device tests on lavapipe',
    command: ['npx', 'vitest', 'run', '--project', 'lavapipe'],
    needs: ['lavapipe'],
    count: fromVitest,
  },
  {
    name: 'figures',
    purpose: 'recorded figures are recomputed and have provenance',
    command: ['npm', 'run', '--silent', 'figures', '--', '--check'],
    needs: ['lavapipe'],
    count: fromClosingLine,
  },
  {
    name: 'package',
    purpose: 'the kernel package, packed and installed in an empty project',
    command: ['npx', 'vitest', 'run', '--project', 'package'],
    needs: ['chromium', 'lavapipe'],
    count: fromVitest,
  },
  {
    name: 'conformance',
    purpose: 'golden vectors on every backend and form, WebGPU on lavapipe',
    command: ['npm', 'run', '--silent', 'conformance:golden', '--', '--driver', 'lavapipe'],
    needs: ['lavapipe'],
    count: fromClosingLine,
  },
  {
    name: 'conformance-swiftshader',
    purpose: 'golden vectors on WebGPU, on SwiftShader',
    command: ['npm', 'run', '--silent', 'conformance:golden', '--', '--driver', 'swiftshader', '--backend', 'webgpu'],
    needs: ['swiftshader'],
    count: fromClosingLine,
  },
  {
    name: 'conformance-firefox',
    purpose: 'golden vectors on the WebGPU of Firefox, wgpu and Naga, on lavapipe',
    command: ['npm', 'run', '--silent', 'conformance:golden', '--', '--browser', 'firefox', '--backend', 'webgpu'],
    needs: ['firefox', 'lavapipe'],
    count: fromClosingLine,
  },
  {
    // Writes the reference among the pages, which other steps read.
    name: 'build',
    purpose: 'the site builds under a base path of its own',
    command: ['npx', 'docusaurus', 'build', '--out-dir', 'build-test'],
    env: { BASE_URL: '/vla/', REPOSITORY_URL: 'https://example.org/vla' },
    count: asOne,
    alone: true,
  },
  {
    // Of every run it asks how long the tasks of the page are.
    name: 'browser-figures',
    purpose: 'every figure run in Chromium, with WebGPU and without, two at a time',
    command: ['npx', 'playwright', 'test', 'figures\\.spec', ...computing, ...inWindows(2, 'figures')],
    needs: ['chromium'],
    count: fromPlaywright,
    alone: true,
  },
  {
    name: 'browser-runs',
    purpose: 'training, live code, faults and widgets in Chromium',
    command: ['npx', 'playwright', 'test', '(?<!figures)\\.spec', ...computing, ...inWindows(3, 'runs')],
    env: { PORT: '4174' },
    needs: ['chromium'],
    count: fromPlaywright,
  },
  {
    name: 'browser-pages',
    purpose: 'the pages of the built site in Chromium',
    command: ['npx', 'playwright', 'test', '--project', 'pages', ...inWindows(3, 'pages')],
    env: { PORT: '4175' },
    needs: ['chromium'],
    count: fromPlaywright,
  },
  inEngine('firefox-webgpu', 'Firefox with WebGPU on lavapipe', ['firefox', 'lavapipe']),
  inEngine('webkit', 'WebKit', ['webkit']),
  inEngine('firefox', 'Firefox without WebGPU', ['firefox']),
  {
    ...inEngine('chromium', 'Chromium', ['chromium'], ['pytorchFile']),
    purpose: 'a reader opens a PyTorch file in Chromium with WebGPU',
  },
];
