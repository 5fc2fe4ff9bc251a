import { useEffect, useRef, type ReactNode } from 'react';
import type { EditorLanguage } from './languages.ts';
import { mountEditor, type MountedEditor } from './mount.ts';
import styles from './styles.module.css';

export interface EditorProps {
  readonly text: string;
  readonly language: EditorLanguage;
  readonly label: string;
  /** Lines, from 1, where the last run failed. */
  readonly faultyLines: readonly number[];
  /** Takes the focus each time that this grows; 0 leaves it where it is. */
  readonly focuses: number;
  readonly onChange: (text: string) => void;
  readonly onRun: () => void;
  readonly onLeave: () => void;
}

/** An editor of a cell's text. */
export default function Editor(props: EditorProps): ReactNode {
  const { text, faultyLines, focuses } = props;
  const frame = useRef<HTMLDivElement>(null);
  const editor = useRef<MountedEditor | null>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    const { text, language, label } = latest.current;
    const mounted = mountEditor({
      parent: frame.current!,
      text,
      language,
      label,
      onChange: (changed) => latest.current.onChange(changed),
      onRun: () => latest.current.onRun(),
      onLeave: () => latest.current.onLeave(),
    });
    editor.current = mounted;
    return () => mounted.destroy();
  }, []);
  useEffect(() => editor.current?.setText(text), [text]);
  useEffect(() => editor.current?.markLines(faultyLines), [faultyLines]);
  useEffect(() => {
    if (focuses > 0) editor.current?.focus();
  }, [focuses]);

  return <div ref={frame} className={styles.editor} data-editor />;
}
