import { useEffect, useRef, useState, type ReactNode } from 'react';
import { copyText } from '../../lib/sharing/copy.ts';
import Announcer from '../Announcer/index.tsx';
import styles from './styles.module.css';

/** How long, in milliseconds, the button says that it copied. */
const SAID_FOR = 2000;

/** A code block that the build has set (src/remark/codeText.ts), and a button that copies it. */
export default function CodeText({ html }: { readonly html: string }): ReactNode {
  const text = useRef<HTMLPreElement>(null);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(''), SAID_FOR);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = (): void => {
    copyText(text.current?.textContent ?? '').then(
      () => setSaid('Copied'),
      () => setSaid('The browser did not allow copying'),
    );
  };
  return (
    <div className={styles.block} data-code>
      <pre ref={text} className={styles.text} tabIndex={0}>
        <code dangerouslySetInnerHTML={{ __html: html }} />
      </pre>
      <button type="button" className={styles.copy} aria-label="Copy this code" onClick={copy} data-print="hide">
        {said || 'Copy'}
      </button>
      {said && <Announcer message={said} />}
    </div>
  );
}
