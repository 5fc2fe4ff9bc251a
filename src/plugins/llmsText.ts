import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadContext, Plugin } from '@docusaurus/types';

interface Doc {
  readonly title: string;
  readonly description: string;
  readonly permalink: string;
}

/** What a program may want to read that no document lists, below the site's base path. */
const data: readonly Doc[] = [
  {
    title: 'Claims',
    description: 'Each published sentence with its verdict, the rule and the numbers behind it, and the figure.',
    permalink: 'claims',
  },
  { title: 'claims.json', description: 'The same ledger as data.', permalink: 'claims.json' },
  {
    title: 'figures/ID.json',
    description:
      'A recorded figure, ID being the last part of an experiment’s address: configuration, data, quantities with their ' +
      'tolerances, provenance.',
    permalink: 'figures/state-norms.json',
  },
];

/** The list of pages as llmstxt.org proposes it: a title, a summary, and one line for each page with what it says. */
export function llmsText(args: {
  title: string;
  tagline: string;
  /** Without it, links lead from the root of wherever the site is served. */
  origin?: string;
  baseUrl: string;
  docs: readonly Doc[];
}): string {
  const { title, tagline, origin = '', baseUrl, docs } = args;
  const line = (doc: Doc): string =>
    `- [${doc.title}](${origin}${doc.permalink}): ${doc.description.replace(/\s+/g, ' ')}`;
  const pages = docs.map(line).join('\n');
  const results = data.map((doc) => line({ ...doc, permalink: baseUrl + doc.permalink })).join('\n');
  return `# ${title}\n\n> ${tagline}\n\n## Pages\n\n${pages}\n\n## Results\n\n${results}\n`;
}

/** Writes /llms.txt for the pages of the site. */
export default function llmsTextPlugin({ siteConfig }: LoadContext): Plugin {
  let docs: readonly Doc[] = [];
  return {
    name: 'llms-text',
    async allContentLoaded({ allContent }) {
      const content = allContent['docusaurus-plugin-content-docs']?.['default'] as
        { loadedVersions: readonly { docs: readonly Doc[] }[] } | undefined;
      docs = content?.loadedVersions[0]?.docs ?? [];
      if (docs.length === 0) throw new Error('llms.txt: the site has no page');
    },
    async postBuild({ outDir }) {
      const { title, tagline, url, baseUrl, customFields } = siteConfig;
      const origin = customFields?.['addressKnown'] ? url : undefined;
      const sorted = [...docs].sort((a, b) => a.permalink.localeCompare(b.permalink));
      writeFileSync(join(outDir, 'llms.txt'), llmsText({ title, tagline, origin, baseUrl, docs: sorted }));
    },
  };
}
