import { defaultKeymap, history, historyKeymap, isolateHistory } from '@codemirror/commands';
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { editorLook, highlightStyle } from './colours.ts';
import { faultyLines, setFaultyLines } from './faultyLines.ts';
import { languages, type EditorLanguage } from './languages.ts';

export interface EditorOptions {
  /** Takes the editor. */
  readonly parent: HTMLElement;
  readonly text: string;
  readonly language: EditorLanguage;
  /** Name for readers of a screen reader. */
  readonly label: string;
  readonly onChange: (text: string) => void;
  /** Ctrl+Enter or Cmd+Enter. */
  readonly onRun: () => void;
  /** Escape. */
  readonly onLeave: () => void;
}

export interface MountedEditor {
  focus(): void;
  /** Puts another text in the place of this one: one change, which can be undone. */
  setText(text: string): void;
  /** Lines from 1. */
  markLines(lines: readonly number[]): void;
  destroy(): void;
}

/**
 * CodeMirror in a shadow tree: there its styles are adopted style sheets, which the page's content security policy
 * allows, and not style elements, which it refuses. Tab moves the focus on, as everywhere in the page.
 */
export function mountEditor(options: EditorOptions): MountedEditor {
  const root = options.parent.shadowRoot ?? options.parent.attachShadow({ mode: 'open' });
  const command = (act: () => void) => (): boolean => {
    act();
    return true;
  };
  const view = new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        indentUnit.of('  '),
        bracketMatching(),
        faultyLines,
        languages[options.language](),
        syntaxHighlighting(highlightStyle),
        editorLook,
        // Focusable without it too, but not everyone who asks can tell.
        EditorView.contentAttributes.of({ 'aria-label': options.label, tabindex: '0' }),
        keymap.of([
          { key: 'Mod-Enter', run: command(options.onRun) },
          { key: 'Escape', run: command(options.onLeave) },
          ...defaultKeymap,
          ...historyKeymap,
        ]),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged) options.onChange(state.doc.toString());
        }),
      ],
    }),
  });
  return {
    focus: () => view.focus(),
    setText(text) {
      if (text === view.state.doc.toString()) return;
      const changes = { from: 0, to: view.state.doc.length, insert: text };
      view.dispatch({ changes, annotations: isolateHistory.of('full') });
    },
    markLines: (lines) => view.dispatch({ effects: setFaultyLines.of(lines) }),
    destroy: () => view.destroy(),
  };
}
