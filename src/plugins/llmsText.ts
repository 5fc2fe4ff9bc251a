import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadContext, Plugin } from '@docusaurus/types';

interface Doc {
  readonly title: string;
  readonly description: string;
  readonly permalink: string;
}

/** The list of pages as llmstxt.org proposes it: a title, a summary, and one line for each page with what it says. */
export function llmsText(args: { title: string; tagline: string; origin: string; docs: readonly Doc[] }): string {
  const { title, tagline, origin, docs } = args;
  const lines = docs.map(
    (doc) => `- [${doc.title}](${origin}${doc.permalink}): ${doc.description.replace(/\s+/g, ' ')}`,
  );
  return `# ${title}\n\n> ${tagline}\n\n## Pages\n\n${lines.join('\n')}\n`;
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
      const { title, tagline, url } = siteConfig;
      const sorted = [...docs].sort((a, b) => a.permalink.localeCompare(b.permalink));
      writeFileSync(join(outDir, 'llms.txt'), llmsText({ title, tagline, origin: url, docs: sorted }));
    },
  };
}
