import type * as Preset from '@docusaurus/preset-classic';
import type { Config } from '@docusaurus/types';
import rehypeKatex from 'rehype-katex';
import remarkMath from 'remark-math';
import kernelTexts from './src/remark/kernelTexts.ts';
import keyMaps from './src/remark/keyMaps.ts';
import mathErrors from './src/remark/mathErrors.ts';
import codeText from './src/remark/codeText.ts';
import atPublishedSize from './src/remark/atPublishedSize.ts';
import claimVerdicts from './src/remark/claimVerdicts.ts';
import liveCells, { liveFiles } from './src/live/sandbox/plugin.ts';
import freshFigures from './scripts/figures/fresh.ts';
import claimFigures from './src/plugins/claimFigures.ts';
import contentSecurity from './src/plugins/contentSecurity.ts';
import equations from './src/remark/equations.ts';
import formulaText from './src/remark/formulaText.ts';
import lede from './src/remark/lede.ts';
import light from './src/plugins/light/index.ts';
import llmsText from './src/plugins/llmsText.ts';
import { referenceFolder } from './src/reference/entryPoints.ts';
import { apiReference } from './src/reference/plugin.ts';
import offline from './src/plugins/offline/index.ts';
import { pageDates } from './src/plugins/pageDates.ts';
import preloadFonts from './src/plugins/preloadFonts.ts';
import heldStatements from './src/remark/heldStatements.ts';
import recordedFigures from './src/remark/recordedFigures.ts';
import recordedGoals from './src/remark/recordedGoals.ts';
import recordedRuns from './src/remark/recordedRuns.ts';
import sourcedNumbers from './src/remark/sourcedNumbers.ts';
import searchWords from './src/plugins/search/index.ts';
import searchFaults from './src/plugins/searchFaults.ts';
import sharedScripts from './src/plugins/sharedScripts.ts';
import symbolTitles from './src/remark/symbolTitles.ts';
import unrecordedFigures from './src/remark/unrecordedFigures.ts';
import whenRecorded from './src/remark/whenRecorded.ts';
import webAssembly from './src/plugins/webAssembly.ts';
import noteNumbers from './src/remark/noteNumbers.ts';
import parts from './src/remark/parts.ts';

const markdown = {
  remarkPlugins: [
    remarkMath,
    lede,
    noteNumbers,
    [whenRecorded, { directory: 'static/figures' }],
    [unrecordedFigures, { directory: 'static/figures' }],
    [recordedFigures, { directory: 'static/figures' }],
    [recordedRuns, { directory: 'static/figures' }],
    [recordedGoals, { directory: 'kernels/bench/records' }],
    [heldStatements, { directory: 'static/figures', ledger: 'static/claims.json' }],
    [claimVerdicts, { ledger: 'static/claims.json' }],
    [atPublishedSize, { directory: 'static/figures', ledger: 'static/claims.json', recordings: 'recordings' }],
    kernelTexts,
    keyMaps,
    [sourcedNumbers, { except: /[/\\]docs[/\\]api[/\\]reference[/\\]/ }],
    codeText,
  ],
  rehypePlugins: [
    equations,
    symbolTitles,
    [rehypeKatex, { strict: 'error', throwOnError: true }],
    mathErrors,
    formulaText,
    parts,
  ],
} satisfies Partial<Preset.Options['docs'] & object>;

/** Where the sources lie, e.g. https://github.com/someone/vla; pages then have a link to edit them. */
const repository = process.env['REPOSITORY_URL'];

/** Where the site will be served, e.g. SITE_URL=https://someone.github.io BASE_URL=/vla/ */
const siteUrl = process.env['SITE_URL'];
const dated = pageDates('.', (line) => process.stderr.write(line));

const docs: Preset.Options['docs'] = {
  ...markdown,
  routeBasePath: '/',
  sidebarPath: './sidebars.ts',
  breadcrumbs: false,
  showLastUpdateTime: dated,
  // The reference is written from comments in the code.
  editUrl: ({ docPath }) =>
    repository && !docPath.startsWith(referenceFolder) ? `${repository}/edit/main/docs/${docPath}` : undefined,
};

const preset: Preset.Options = {
  docs,
  pages: markdown,
  blog: false,
  // It lists full addresses.
  sitemap: siteUrl
    ? { lastmod: dated ? 'date' : null, changefreq: null, priority: null, ignorePatterns: ['**/search'] }
    : false,
  theme: {
    customCss: ['fonts', 'tokens', 'text', 'shell', 'code', 'print'].map((name) => `./src/css/${name}.css`),
  },
};

const themeConfig: Preset.ThemeConfig = {
  image: 'img/social.png',
  colorMode: { respectPrefersColorScheme: true },
  navbar: {
    title: 'Variational Linear Attention',
    logo: { alt: '', src: 'img/logo.svg', srcDark: 'img/logo-dark.svg', width: 28, height: 28 },
    items: [
      { to: '/intro', label: 'Introduction', position: 'left' },
      { to: '/mathematics', label: 'Mathematics', position: 'left' },
      { to: '/api/vla-core', label: 'API', position: 'left', activeBaseRegex: '/api/' },
      { to: '/experiments', label: 'Experiments', position: 'left', activeBaseRegex: '/experiments' },
      { to: '/claims', label: 'Claims', position: 'left' },
      { to: '/getting-started', label: 'Getting started', position: 'left' },
    ],
  },
  docs: { sidebar: { hideable: false } },
  footer: {
    links: [
      { to: '/glossary', label: 'Glossary' },
      { to: '/benchmark', label: 'Benchmark' },
      { to: '/intro#citation', label: 'How to cite' },
      ...(repository ? [{ href: repository, label: 'Source' }] : []),
    ],
    copyright: 'MIT licence. Every figure was computed by the code of this site, and can be computed again by it.',
  },
};

const config: Config = {
  title: 'Variational Linear Attention',
  tagline: 'A memory that decides what to keep, with figures you can recompute',
  // Where nobody said, what needs it is left out (src/theme/SiteMetadata, src/plugins/llmsText.ts), and this shows nowhere.
  url: siteUrl ?? 'https://site.invalid',
  customFields: { addressKnown: siteUrl !== undefined },
  baseUrl: process.env['BASE_URL'] ?? '/',
  favicon: 'img/favicon.svg',
  baseUrlIssueBanner: false,
  // The bundler's cache on disk does not know that pages depend on static/figures, so it stays off.
  future: { v4: true, faster: { rspackPersistentCache: false } },
  staticDirectories: ['static', liveFiles],
  onBrokenLinks: 'throw',
  onBrokenAnchors: 'throw',
  onDuplicateRoutes: 'throw',
  markdown: {
    // .mdx as MDX; .md, which TypeDoc writes, as plain Markdown.
    format: 'detect',
    mdx1Compat: { comments: false, admonitions: false, headingIds: true },
    hooks: { onBrokenMarkdownLinks: 'throw', onBrokenMarkdownImages: 'throw' },
  },
  // The last two read the pages as the ones before have left them.
  plugins: [
    freshFigures,
    claimFigures,
    liveCells,
    apiReference,
    llmsText,
    light,
    sharedScripts,
    webAssembly,
    searchFaults,
    searchWords,
    preloadFonts,
    contentSecurity,
    offline,
  ],
  presets: [['classic', preset]],
  themes: [
    [
      '@easyops-cn/docusaurus-search-local',
      {
        hashed: true,
        indexBlog: false,
        docsRouteBasePath: '/',
        language: 'en',
        // The words on buttons are in every example, and what draws a formula repeats its MathML.
        ignoreCssSelectors: ['button', '.katex-html'],
      },
    ],
  ],
  themeConfig,
};

export default config;
