import type { Consumer } from './consumer.ts';
import { bunBuild } from './consumers/bunBuild.ts';
import { commonJs } from './consumers/commonJs.ts';
import { esbuild } from './consumers/esbuild.ts';
import { frameworks } from './consumers/frameworks.ts';
import { parcel } from './consumers/parcel.ts';
import { rollup } from './consumers/rollup.ts';
import { runtimes } from './consumers/runtimes.ts';
import { testRunners } from './consumers/testRunners.ts';
import { umbrella, vite } from './consumers/vite.ts';
import { webpack } from './consumers/webpack.ts';

/** Every project, those that take the least first. */
export const consumers: readonly Consumer[] = [
  ...runtimes,
  ...commonJs,
  ...testRunners,
  ...esbuild,
  ...bunBuild,
  ...rollup,
  ...vite,
  umbrella,
  ...webpack,
  ...parcel,
  ...frameworks,
];
