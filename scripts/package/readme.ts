import type { Links } from './manifest.ts';

/**
 * The README of an archive: with links to the site and the repository below its title. Throws for a link into the repository,
 * whose files are not where a registry shows it.
 */
export function packedReadme(text: string, { homepage, repository }: Links): string {
  const inside = linksIn(text).find((link) => !/^(?:https:|mailto:|#)/.test(link));
  if (inside !== undefined) throw new Error(`README.md: the link "${inside}" leads to no page of its own`);
  const links = [homepage && `[Documentation](${homepage})`, repository && `[Repository](${repository})`].filter(
    Boolean,
  );
  return links.length === 0 ? text : text.replace('\n\n', `\n\n${links.join(' · ')}\n\n`);
}

function linksIn(text: string): string[] {
  const prose = text.replace(/```[\s\S]*?```|`[^`\n]*`/g, '');
  const kinds = [/\]\(([^)\s]*)[^)]*\)/g, /^\[[^\]]+\]:\s*(\S+)/gm, /\b(?:href|src)="([^"]*)"/g];
  return kinds.flatMap((kind) => [...prose.matchAll(kind)].map(([, link]) => link!));
}
