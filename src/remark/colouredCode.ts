import Prism, { type Token } from 'prismjs';
import loadLanguages from 'prismjs/components/index.js';
import { inkOf } from '../css/codeInks.ts';

loadLanguages.silent = true;
loadLanguages(['typescript', 'bash', 'wgsl']);

/**
 * Code as HTML, with its words in the inks of the style sheet: what the browser's program would otherwise work out on
 * every visit. A language that is not known keeps one colour.
 */
export function colouredCode(code: string, language: string): string {
  const grammar = Prism.languages[language];
  return grammar ? Prism.tokenize(code, grammar).map(htmlOf).join('') : escaped(code);
}

function htmlOf(token: string | Token): string {
  if (typeof token === 'string') return escaped(token);
  const { type, alias = [], content } = token;
  const html = Array.isArray(content) ? content.map(htmlOf).join('') : htmlOf(content);
  const ink = inkOf([type, ...[alias].flat()]);
  return ink ? `<span class="ink-${ink}">${html}</span>` : html;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
