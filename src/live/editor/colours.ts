import { HighlightStyle } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { Ink } from '../../css/codeInks.ts';

const ink = (name: Ink): string => `var(--code-${name})`;

/** The page's own colours of code, in both of its modes, so that text keeps its look when it becomes editable. */
export const highlightStyle = HighlightStyle.define([
  { tag: [tags.comment, tags.meta], color: ink('comment'), fontStyle: 'italic' },
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: ink('keyword') },
  { tag: [tags.string, tags.number, tags.bool, tags.null, tags.regexp, tags.atom], color: ink('literal') },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName)], color: ink('name') },
  { tag: [tags.typeName, tags.className, tags.standard(tags.variableName)], color: ink('name') },
]);

/** Sizes and surfaces, from the page's custom properties, which reach into the editor's shadow tree. */
export const editorLook = EditorView.theme({
  '&': { backgroundColor: 'var(--raised)', color: 'var(--ink)', fontSize: '0.78rem' },
  // iOS enlarges the whole page at a tap into smaller text.
  '@media (pointer: coarse)': { '.cm-scroller': { fontSize: 'max(16px, 1em)' } },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--font-code)', lineHeight: '1.6', padding: '0.6rem 0' },
  '.cm-content': { caretColor: 'var(--ink)', padding: '0' },
  '.cm-line': { padding: '0 1rem 0 0.75rem' },
  '.cm-gutters': { backgroundColor: 'transparent', border: '0', color: 'var(--ink-soft)' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '2.2rem' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--accent-wash) !important' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'transparent' },
  '.cm-faultyLine': { backgroundColor: 'var(--bad-wash)', boxShadow: 'inset 2px 0 var(--bad)' },
});
