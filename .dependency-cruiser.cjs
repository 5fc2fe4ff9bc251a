const { exports: entryPoints } = require('./kernels/package.json');

/**
 * The arrows between folders: pages → live → widgets → claims → experiments → components → lib → kernels, and inside the
 * kernels training → model → layers → ops → runtime; none points back. What builds the site (remark, plugins, reference) may
 * read it, and is read by none of it.
 */
const build = '^src/(remark|plugins|reference)/';
const foldersAbove = {
  '^kernels/': ['^src/', '^docs/', '^scripts/', '^tests/'],
  '^src/lib/': ['^src/(components|experiments|claims|widgets|live|theme|pages)/', '^docs/', build],
  '^src/components/': ['^src/(experiments|claims|widgets|live|theme|pages)/', '^docs/', build],
  '^src/experiments/': ['^src/(claims|widgets|live|theme|pages)/', '^docs/', build],
  '^src/claims/': ['^src/(widgets|live|theme|pages)/', '^docs/', build],
  '^src/widgets/': ['^src/(live|theme|pages)/', '^docs/', build],
  '^src/live/': ['^src/(theme|pages)/', '^docs/', build],
  '^src/(theme|pages)/': [build],
  '^src/(remark|reference)/': ['^src/(plugins|theme|pages)/'],
  '^src/plugins/': ['^src/(theme|pages)/'],
  '^kernels/src/': ['^kernels/bench/'],
  '^kernels/bench/(?!peers/)': ['^kernels/bench/peers/'],
  '^kernels/src/runtime/': ['^kernels/src/(ops|layers|model|training|tasks|conformance)/'],
  '^kernels/src/ops/': ['^kernels/src/(layers|model|training|tasks|conformance)/'],
  '^kernels/src/layers/': ['^kernels/src/(model|training|tasks|conformance)/'],
  '^kernels/src/model/': ['^kernels/src/(training|tasks|conformance)/'],
  '^kernels/src/tasks/': [
    '^kernels/src/(runtime|layers|model|training|conformance)/',
    '^kernels/src/ops/(?!validation/)',
  ],
  '^kernels/src/math/': ['^kernels/src/(runtime|ops|layers|model|training|tasks|conformance)/'],
};

/** Folders of kernels/src/ops that serve every operator. All others are an operator each. */
const forAnyOperator = 'call|chunks|deltaRule|host|sweeps|validation|wasm|wgsl';

const escaped = (path) => path.replace(/[.]/g, '\\.');

module.exports = {
  forbidden: [
    ...Object.entries(foldersAbove).map(([from, above]) => ({
      name: `arrow-from-${from.replace(/[^a-z]+/g, '-').replace(/^-|-$/g, '')}`,
      comment: 'An inner folder must not know those that use it.',
      severity: 'error',
      from: { path: from },
      to: { path: above },
    })),
    {
      name: 'no-cycle',
      comment: 'Two files that need each other, be it for a type, are one file, or a third is missing.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'site-takes-what-the-package-exports',
      comment: 'A reader of the site can do what it does: everything comes from an entry point of the package.',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        path: '^kernels/',
        pathNot: Object.values(entryPoints).map((source) => `^${escaped(source.replace(/^\./, 'kernels'))}$`),
      },
    },
    {
      name: 'reference-without-tfjs',
      comment: '@vla/kernels/reference is for programs that have no TensorFlow.js.',
      severity: 'error',
      from: { path: '^kernels/src/reference\\.ts$' },
      to: { path: '^node_modules/@tensorflow/', reachable: true },
    },
    {
      name: 'operators-apart',
      comment: 'What two operators need belongs to none of them.',
      severity: 'error',
      from: { path: `^kernels/src/ops/((?!(?:${forAnyOperator})/)[^/]+)/` },
      to: { path: `^kernels/src/ops/(?!(?:${forAnyOperator})/)[^/]+/`, pathNot: '^kernels/src/ops/$1/' },
    },
    {
      name: 'what-serves-any-operator-knows-none',
      severity: 'error',
      from: { path: `^kernels/src/ops/(${forAnyOperator})/` },
      to: { path: `^kernels/src/ops/(?!(?:${forAnyOperator})/)[^/]+/` },
    },
    {
      name: 'published-code-needs-no-development-package',
      severity: 'error',
      from: { path: '^(kernels/src|src)/', pathNot: '\\.test\\.tsx?$' },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: '^node_modules/(@types|webgpu)/',
      },
    },
    {
      name: 'no-unresolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(@theme|@site|@docusaurus|@generated)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^kernels/dist/|(^|/)(build|build-test|\\.docusaurus)/' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
