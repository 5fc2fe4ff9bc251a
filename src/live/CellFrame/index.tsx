import { useEffect, useRef, useState, type ComponentType, type ReactNode } from 'react';
import clsx from 'clsx';
import Button from '../../components/Button/index.tsx';
import CodeText from '../../components/CodeText/index.tsx';
import bar from '../../components/RunBar/styles.module.css';
import slot from '../CellSlot/styles.module.css';
import { copyText } from '../../lib/sharing/copy.ts';
import type { Wish } from '../CellSlot/index.tsx';
import type { EditorProps } from '../editor/Editor.tsx';
import type { EditorLanguage } from '../editor/languages.ts';

const KEPT = 'This is your edit, kept. Reset brings the page’s own text back.';

export interface CellFrameProps {
  readonly kind: 'code' | 'wgsl';
  readonly language: EditorLanguage;
  /** Name of the editor for readers of a screen reader. */
  readonly label: string;
  readonly original: string;
  readonly text: string;
  readonly state: string;
  readonly running: boolean;
  readonly wish: Wish;
  readonly faultyLines: readonly number[];
  /** The code as text that cannot be changed. */
  readonly block: ReactNode;
  readonly onChange: (text: string) => void;
  readonly onRun: () => void;
  readonly onStop: () => void;
  readonly onReset: () => void;
  /** What came out. */
  readonly children: ReactNode;
}

/** The parts that every live cell has: its text, an editor once it is asked for, and the buttons. */
export default function CellFrame(props: CellFrameProps): ReactNode {
  const { kind, original, text, running, wish, onRun, onStop } = props;
  const [Editor, setEditor] = useState<ComponentType<EditorProps> | null>(null);
  const [message, setMessage] = useState(text === original ? '' : KEPT);
  const runButton = useRef<HTMLButtonElement>(null);

  // How often the editor was given the focus.
  const [focuses, setFocuses] = useState(wish === 'edit' ? 1 : 0);

  const openEditor = (): void => {
    import('../editor/Editor.tsx').then(
      (module) => setEditor(() => module.default),
      () => setMessage('The editor could not be loaded. Reload the page and try again.'),
    );
  };
  const edit = (): void => {
    setMessage('');
    setFocuses(focuses + 1);
    openEditor();
  };
  const opened = useRef(false);
  useEffect(() => {
    if (opened.current) return;
    opened.current = true;
    if (wish === 'edit' || text !== original) openEditor();
    if (wish !== 'run') return;
    runButton.current?.focus();
    onRun();
  });

  const stop = (): void => {
    onStop();
    runButton.current?.focus();
  };
  // In an open editor a change like any other, which Ctrl+Z takes back.
  const reset = (): void => {
    setMessage('');
    props.onReset();
    if (Editor) setFocuses(focuses + 1);
    else runButton.current?.focus();
  };
  const copy = async (): Promise<void> => {
    try {
      await copyText(text);
      setMessage('Copied.');
    } catch {
      setMessage('The browser did not allow copying.');
    }
  };

  return (
    <div className={slot.cell} data-live={kind} data-state={props.state}>
      {Editor ? (
        <Editor
          text={text}
          language={props.language}
          label={`${props.label} Control Enter runs it, Escape leaves it.`}
          faultyLines={props.faultyLines}
          focuses={focuses}
          onChange={props.onChange}
          onRun={() => running || onRun()}
          onLeave={() => runButton.current?.focus()}
        />
      ) : text === original ? (
        props.block
      ) : (
        <CodeText html={escaped(text)} />
      )}
      <div className={clsx(bar.bar, slot.bar)} data-print="hide">
        <Button primary ref={runButton} aria-disabled={running} onClick={() => running || onRun()}>
          {running ? 'Running' : 'Run'}
        </Button>
        {running && <Button onClick={stop}>Stop</Button>}
        {!Editor && <Button onClick={edit}>Edit</Button>}
        {(text !== original || props.state !== 'idle' || Editor) && !running && <Button onClick={reset}>Reset</Button>}
        {Editor && <Button onClick={copy}>Copy</Button>}
        <span role="status">{message}</span>
      </div>
      {props.children}
    </div>
  );
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
