import type { PluginConfig } from '@docusaurus/types';
import type { SidebarsConfig } from '@docusaurus/plugin-content-docs';
import { entryPoints, referenceFolder } from './entryPoints.ts';

/** How TypeDoc reads the package. */
export const conversion = {
  entryPoints: entryPoints().map(({ source }) => source),
  plugin: ['./src/reference/parameterNames.mjs'],
  tsconfig: 'kernels/tsconfig.json',
  excludeExternals: true,
  excludeInternal: true,
  excludePrivate: true,
  disableSources: true,
  // TypeDoc's own, and one by which TensorFlow.js sorts its documentation.
  excludeTags: [
    '@override',
    '@virtual',
    '@privateRemarks',
    '@satisfies',
    '@overload',
    '@inline',
    '@inlineType',
    '@doc',
  ] as `@${string}`[],
  // A type in a public signature can be imported; of these only the keys are read, as names. What TypeDoc warns of stops no build:
  // reference.test.ts looks for it.
  validation: { invalidLink: true, notDocumented: false, notExported: true },
  intentionallyNotExported: ['sourceLayers', 'modelForms', 'GOALS'],
};

/** Writes one page per entry point of the kernel package from its doc comments, before the pages are read. */
export const apiReference: PluginConfig = [
  'docusaurus-plugin-typedoc',
  {
    ...conversion,
    out: `docs/${referenceFolder}`,
    outputFileStrategy: 'modules',
    readme: 'src/reference/opening.md',
    mergeReadme: true,
    sidebar: { autoConfiguration: false },
    pageTitleTemplates: { index: 'Reference', module: '{name}' },
    hidePageHeader: true,
    hideBreadcrumbs: true,
    useCodeBlocks: true,
    indexFormat: 'table',
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    classPropertiesFormat: 'table',
    typeAliasPropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
    tableColumnSettings: { hideSources: true, hideInherited: true, hideOverrides: true, hideModifiers: true },
    groupOrder: ['Functions', 'Classes', 'Interfaces', 'Type Aliases', '*'],
  },
];

/** The generated pages by name: one that is missing, because TypeDoc failed, stops the build. */
export const referenceItems: Extract<SidebarsConfig[string], readonly unknown[]>[number] = {
  type: 'category',
  label: 'Reference',
  description: 'Every entry point of the package, written from the comments in its code.',
  link: { type: 'doc', id: `${referenceFolder}/index` },
  items: entryPoints().map(({ name, page }) => ({
    type: 'doc' as const,
    id: page,
    label: name.replace(/^@vla\//, ''),
  })),
};
