import type { PrismTheme } from 'prism-react-renderer';

interface Palette {
  readonly ink: string;
  readonly surface: string;
  readonly comment: string;
  readonly keyword: string;
  readonly literal: string;
  readonly name: string;
}

/** Four inks are enough to read code by, and each keeps a contrast of 4.5 on its surface. */
function codeTheme({ ink, surface, comment, keyword, literal, name }: Palette): PrismTheme {
  return {
    plain: { color: ink, backgroundColor: surface },
    styles: [
      { types: ['comment', 'prolog', 'doctype', 'cdata'], style: { color: comment, fontStyle: 'italic' } },
      { types: ['keyword', 'atrule', 'tag', 'operator', 'selector', 'important'], style: { color: keyword } },
      { types: ['string', 'char', 'number', 'boolean', 'regex', 'constant', 'attr-value'], style: { color: literal } },
      { types: ['function', 'class-name', 'builtin', 'attr-name', 'property', 'variable'], style: { color: name } },
      { types: ['inserted'], style: { color: literal } },
      { types: ['deleted'], style: { color: keyword } },
    ],
  };
}

export const codeThemes = {
  theme: codeTheme({
    ink: '#1c1d20',
    surface: '#f6f6f4',
    comment: '#5f636a',
    keyword: '#8a2f5b',
    literal: '#2a6233',
    name: '#14598c',
  }),
  darkTheme: codeTheme({
    ink: '#e4e3df',
    surface: '#1f2226',
    comment: '#a0a3a9',
    keyword: '#ec9dc0',
    literal: '#9ad1a4',
    name: '#8fc3ee',
  }),
};
