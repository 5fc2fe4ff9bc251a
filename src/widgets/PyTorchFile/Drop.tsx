import { useState, type DragEvent, type ReactNode } from 'react';
import clsx from 'clsx';
import styles from './styles.module.css';

interface DropProps {
  readonly onFile: (file: File) => void;
  /** Something was dropped that is no file. */
  readonly onOther: () => void;
  /** Buttons beside it. */
  readonly children: ReactNode;
}

/** A place to drop a file on, with a button to pick one. */
export default function Drop({ onFile, onOther, children }: DropProps): ReactNode {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent): void => {
    // Else the browser leaves the page for the file.
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer?.files[0];
    if (file) onFile(file);
    else onOther();
  };
  return (
    <div
      className={clsx(styles.drop, over && styles.over)}
      data-drop
      data-print="hide"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <label className={styles.pick}>
        Choose a file
        <input
          type="file"
          accept=".safetensors"
          onChange={({ target }) => {
            const file = target.files?.[0];
            if (file) onFile(file);
            target.value = '';
          }}
        />
      </label>
      {children}
      <span className={styles.soft}>or drop one here</span>
    </div>
  );
}
