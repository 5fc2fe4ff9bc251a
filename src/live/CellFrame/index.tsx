import { useEffect, useRef, useState, type ComponentType, type ReactNode } from 'react';
import clsx from 'clsx';
import Button from '../../components/Button/index.tsx';
import bar from '../../components/RunBar/styles.module.css';
import slot from '../CellSlot/styles.module.css';
import type { Wish } from '../CellSlot/index.tsx';
import type { EditorProps } from '../editor/Editor.tsx';
import type { EditorLanguage } from '../editor/languages.ts';

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
  const [message, setMessage] = useState('');
  const runButton = useRef<HTMLButtonElement>(null);

  const edit = (): void => {
    import('../editor/Editor.tsx').then(
      (module) => setEditor(() => module.default),
      () => setMessage('The editor could not be loaded. Reload the page and try again.'),
    );
  };
  const opened = useRef(false);
  useEffect(() => {
    if (opened.current) return;
    opened.current = true;
    if (wish === 'edit') return edit();
    runButton.current?.focus();
    onRun();
  });

  const stop = (): void => {
    onStop();
    runButton.current?.focus();
  };
  const reset = (): void => {
    setEditor(null);
    setMessage('');
    props.onReset();
    runButton.current?.focus();
  };
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
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
          onChange={props.onChange}
          onRun={() => running || onRun()}
          onLeave={() => runButton.current?.focus()}
        />
      ) : (
        props.block
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
