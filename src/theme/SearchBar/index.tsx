import { useCallback, useState, useSyncExternalStore, type ComponentProps, type ReactNode } from 'react';
import SearchBar from '@theme-original/SearchBar';
import Notice from '../../components/Notice/index.tsx';
import { search } from './searchByWorker.ts';
import styles from './styles.module.css';

/** The search field, and under it a notice where searching could not be loaded, as long as its reader is there. */
export default function SearchBarWithNotice(props: ComponentProps<typeof SearchBar>): ReactNode {
  const subscribe = useCallback((listener: () => void) => search.subscribe(listener), []);
  const failed = useSyncExternalStore(
    subscribe,
    () => search.failed,
    () => false,
  );
  const [entered, setEntered] = useState(false);
  return (
    <div
      className={styles.search}
      onFocus={() => setEntered(true)}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) setEntered(false);
      }}
    >
      <SearchBar {...props} />
      {failed && entered && (
        // Takes the focus in browsers where a button that is clicked does not.
        <div className={styles.notice} role="status" tabIndex={-1} data-search-fault>
          <Notice
            what="The search could not be loaded."
            why="The network is away, or the site was updated since this page was opened."
            next="Try again, or reload the page."
            action={{ label: 'Try again', run: () => search.retry() }}
          />
        </div>
      )}
    </div>
  );
}
