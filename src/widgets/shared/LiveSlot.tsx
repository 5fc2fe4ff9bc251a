import type { ComponentType, ReactNode } from 'react';
import Boundary from '../../components/Boundary/index.tsx';
import { useLoaded } from '../../components/Loaded/useLoaded.ts';
import Notice from '../../components/Notice/index.tsx';
import styles from './styles.module.css';

/** What every widget's live part has. */
interface LivePart {
  readonly onPhase: (phase: 'error') => void;
}

type LiveSlotProps<Props> = Props & {
  readonly children: ReactNode;
  /** Keeps the live part's space until it has come. Default: some space. */
  readonly placeholder?: ReactNode;
  /** Imports the live part. Must be the same function on every render. */
  readonly load: () => Promise<{ readonly default: ComponentType<Props & { readonly children: ReactNode }> }>;
};

/**
 * Holds the place of a widget's live part and fetches its code once the page runs. That code is small: controls and
 * the list of experiments. Kernels and charts come with the first use. Where the live part stops, what is recorded stays.
 */
export default function LiveSlot<Props extends LivePart>(props: LiveSlotProps<Props>): ReactNode {
  const { load, placeholder, children, ...rest } = props;
  const { part: Live, fault } = useLoaded(load);
  if (Live) {
    const own = rest as unknown as Props;
    return (
      <Boundary what="The live part of this figure stopped." rest={children} onFault={() => own.onPhase('error')}>
        <Live {...own}>{children}</Live>
      </Boundary>
    );
  }
  return (
    <>
      {children}
      {placeholder}
      <div className={placeholder ? undefined : styles.reserved}>
        {fault && <Notice what="The live part of this figure could not be loaded." {...fault} />}
        <noscript>With JavaScript on, this figure can be computed again here.</noscript>
      </div>
    </>
  );
}
