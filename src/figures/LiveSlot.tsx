import { useEffect, useState, type ComponentType, type ReactNode } from 'react';
import Notice from '../components/Notice/index.tsx';
import styles from './Figure/styles.module.css';

type LiveSlotProps<Props> = Props & {
  readonly children: ReactNode;
  /** Takes the live part's room until it has come. Default: some room. */
  readonly placeholder?: ReactNode;
  /** Imports the live part. Must be the same function on every render. */
  readonly load: () => Promise<{ readonly default: ComponentType<Props & { readonly children: ReactNode }> }>;
};

/**
 * Holds the place of a widget's live part and fetches its code once the page runs. That code is small: controls and
 * the list of experiments. Kernels and charts come with the first use.
 */
export default function LiveSlot<Props extends object>(props: LiveSlotProps<Props>): ReactNode {
  const { load, placeholder, children, ...rest } = props;
  const [Live, setLive] = useState<ComponentType<Props & { readonly children: ReactNode }> | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (Live || failed) return;
    load().then(
      (module) => setLive(() => module.default),
      () => setFailed(true),
    );
  }, [load, Live, failed]);

  if (Live) return <Live {...(rest as unknown as Props)}>{children}</Live>;
  return (
    <>
      {children}
      {placeholder}
      <div className={placeholder ? undefined : styles.reserved}>
        {failed && (
          <Notice
            what="The live part of this figure could not be loaded."
            why="The network is away, or the site was updated since this page was opened."
            next="Reload the page, or try again."
            action={{ label: 'Try again', run: () => setFailed(false) }}
          />
        )}
        <noscript>With JavaScript on, this figure can be computed again here.</noscript>
      </div>
    </>
  );
}
