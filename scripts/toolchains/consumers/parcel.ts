import { document, page } from '../app.ts';
import type { Consumer } from '../consumer.ts';

const files = { ...page({ folder: 'src/', worker: false }), 'index.html': document('src/main.js') };
/** tfjs-core asks for two modules of Node, for which Parcel installs packages by itself where it is not run by a machine. */
const packages = { parcel: '^2.16.0', process: '^0.11.10', buffer: '^6.0.3' };
/** Source maps of tfjs name sources that are not in its archives, which Parcel takes for an error. */
const build = [['parcel', 'build', 'index.html', '--no-source-maps']] as const;

/** As it is by default, by folders; and by `exports`. Its workers of modules fail without us, too. */
export const parcel: readonly Consumer[] = [
  { name: 'parcel', packages, files, build, run: { page: 'dist' } },
  {
    name: 'parcel-exports',
    packages,
    manifest: { '@parcel/resolver-default': { packageExports: true } },
    files,
    build,
    run: { page: 'dist' },
  },
];
