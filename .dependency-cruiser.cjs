/** The arrows between modules: pages → live → widgets → claims → experiments → components → lib → kernels; none points back. */
const roomsAbove = {
  '^kernels/': ['^src/', '^docs/', '^scripts/', '^tests/'],
  '^src/lib/': ['^src/(components|experiments|claims|widgets|live|theme|pages)/', '^docs/'],
  '^src/components/': ['^src/(experiments|claims|widgets|live|theme|pages)/', '^docs/'],
  '^src/experiments/': ['^src/(claims|widgets|live|theme|pages)/', '^docs/'],
  '^src/claims/': ['^src/(widgets|live|theme|pages)/', '^docs/'],
  '^src/widgets/': ['^src/(live|theme|pages)/', '^docs/'],
  '^src/live/': ['^src/(theme|pages)/', '^docs/'],
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

module.exports = {
  forbidden: [
    ...Object.entries(roomsAbove).map(([from, above]) => ({
      name: `arrow-from-${from.replace(/[^a-z]+/g, '-').replace(/^-|-$/g, '')}`,
      comment: 'An inner room must not know the rooms that use it.',
      severity: 'error',
      from: { path: from },
      to: { path: above },
    })),
    {
      name: 'no-cycle',
      comment: 'Two files that need each other are one file, or a third is missing.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
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
