import { useEffect, useRef, useState, type ComponentType, type ReactNode } from 'react';
import clsx from 'clsx';
import { useLocation } from '@docusaurus/router';
import CodeText from '../../components/CodeText/index.tsx';
import Boundary from '../../components/Boundary/index.tsx';
import Button from '../../components/Button/index.tsx';
import bar from '../../components/RunBar/styles.module.css';
import { keptEdits } from '../keptEdits.ts';
import styles from './styles.module.css';

/** What the reader clicked before the live part was there, or that an edit of theirs was kept. */
export type Wish = 'run' | 'edit' | 'restore';

export interface PanelProps {
  readonly code: string;
  readonly wish: Wish;
  /** Which of a kind of cells this is, where that matters. */
  readonly id?: string;
  /** The code as text that cannot be changed. */
  readonly children: ReactNode;
}

export interface CellSlotProps {
  readonly kind: 'code' | 'wgsl';
  readonly code: string;
  /** The same, set for reading. */
  readonly html: string;
  readonly id?: string;
  /** Imports the live part: the first click does. */
  readonly load: () => Promise<{ readonly default: ComponentType<PanelProps> }>;
}

/** Code that is there without a script, and two buttons that bring its live part. */
export default function CellSlot({ kind, code, html, id, load }: CellSlotProps): ReactNode {
  const [opened, setOpened] = useState<{ readonly Panel: ComponentType<PanelProps>; readonly wish: Wish } | null>(null);
  const [failed, setFailed] = useState(false);
  const { pathname } = useLocation();
  const wished = useRef<Wish>('restore');
  const show = (): Promise<void> =>
    load().then(
      ({ default: Panel }) => setOpened((before) => before ?? { Panel, wish: wished.current }),
      () => setFailed(true),
    );
  const open = (wish: Wish): void => {
    wished.current = wish;
    setFailed(false);
    void show();
  };
  const looked = useRef(false);
  useEffect(() => {
    if (looked.current) return;
    looked.current = true;
    if (keptEdits.read(pathname, code) !== null) void show();
  });
  const block = <CodeText html={html} />;
  if (opened) {
    return (
      <Boundary what="The live part of this example stopped." rest={block}>
        <opened.Panel code={code} wish={opened.wish} id={id}>
          {block}
        </opened.Panel>
      </Boundary>
    );
  }
  return (
    <div className={styles.cell} data-live={kind} data-state="idle">
      {block}
      <div className={clsx(bar.bar, styles.bar)} data-print="hide">
        <Button primary onClick={() => open('run')}>
          Run
        </Button>
        <Button onClick={() => open('edit')}>Edit</Button>
        {failed && <span role="status">The live part could not be loaded. Reload the page and try again.</span>}
      </div>
    </div>
  );
}
