import { document, page } from '../app.ts';
import type { Consumer } from '../consumer.ts';

/**
 * By `exports`: by folders, as it is by default, it finds the package, and not what ml-matrix needs. tfjs-core asks for two modules of
 * Node, for which Parcel installs packages by itself where it is not run by a machine, and its source maps name sources that are not
 * in its archives, which Parcel takes for an error. Workers of modules fail in any project.
 */
export const parcel: readonly Consumer[] = [
  {
    name: 'parcel',
    packages: { parcel: '^2.16.0', process: '^0.11.10', buffer: '^6.0.3' },
    manifest: { '@parcel/resolver-default': { packageExports: true } },
    files: { ...page({ folder: 'src/', worker: false }), 'index.html': document('src/main.js') },
    build: [['parcel', 'build', 'index.html', '--no-source-maps']],
    run: { page: 'dist' },
  },
];
