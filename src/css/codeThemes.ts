import type { PrismTheme } from 'prism-react-renderer';

/**
 * Four inks are enough to read code by, and each keeps a contrast of 4.5 on its surface (tokens.css). The style sheet
 * knows them for both colour modes, so code has its colours before the page's script runs.
 */
const theme: PrismTheme = {
  plain: { color: 'var(--ink)', backgroundColor: 'var(--raised)' },
  styles: [
    {
      types: ['comment', 'prolog', 'doctype', 'cdata'],
      style: { color: 'var(--code-comment)', fontStyle: 'italic' },
    },
    {
      types: ['keyword', 'atrule', 'tag', 'operator', 'selector', 'important', 'deleted'],
      style: { color: 'var(--code-keyword)' },
    },
    {
      types: ['string', 'char', 'number', 'boolean', 'regex', 'constant', 'attr-value', 'inserted'],
      style: { color: 'var(--code-literal)' },
    },
    {
      types: ['function', 'class-name', 'builtin', 'attr-name', 'property', 'variable'],
      style: { color: 'var(--code-name)' },
    },
  ],
};

export const codeThemes = { theme, darkTheme: theme };
