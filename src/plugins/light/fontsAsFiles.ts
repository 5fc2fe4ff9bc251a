import type { Plugin } from '@docusaurus/types';

type Configuration = Parameters<NonNullable<Plugin['configureWebpack']>>[0];
type Rules = NonNullable<NonNullable<Configuration['module']>['rules']>;

/**
 * The bundler's rules, with fonts of any size as files, which a browser fetches where a page has letters of theirs. The
 * theme puts small ones into the style sheet, in each format that there is, so that every page waits for them.
 */
export function fontsAsFiles(rules: Rules): Rules {
  let found = 0;
  const changed = rules.map((rule) => {
    if (!rule || rule === '...' || !(rule.test instanceof RegExp) || !rule.test.test('letters.woff2')) return rule;
    found++;
    const [loader] = rule.use as readonly { readonly loader: string; readonly options: object }[];
    return { ...rule, use: [{ ...loader, options: { ...loader!.options, limit: false } }] };
  });
  if (found !== 1) throw new Error(`fonts as files: expected one rule of the bundler for fonts, found ${found}`);
  return changed;
}
