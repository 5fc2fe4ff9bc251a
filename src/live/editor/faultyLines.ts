import { StateEffect, StateField, type Extension } from '@codemirror/state';
import { Decoration, EditorView, type DecorationSet } from '@codemirror/view';

/** Marks lines, counted from 1, as those where the last run failed. */
export const setFaultyLines = StateEffect.define<readonly number[]>();

const mark = Decoration.line({ class: 'cm-faultyLine' });

/** The marks. They go when the text changes. */
export const faultyLines: Extension = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    const effect = transaction.effects.find((candidate) => candidate.is(setFaultyLines));
    if (!effect) return transaction.docChanged ? Decoration.none : marks;
    const { doc } = transaction.state;
    const lines = [...new Set(effect.value)].filter((line) => line >= 1 && line <= doc.lines).sort((a, b) => a - b);
    return Decoration.set(lines.map((line) => mark.range(doc.line(line).from)));
  },
  provide: (field) => EditorView.decorations.from(field),
});
