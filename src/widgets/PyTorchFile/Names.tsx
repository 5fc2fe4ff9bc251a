import type { ReactNode } from 'react';
import type { Begun, Refused } from './protocol.ts';
import styles from './styles.module.css';

const titles = {
  missing: 'Missing',
  leftOver: 'Left over: no weight takes them',
  misshapen: 'Of another shape',
} as const;

/** The names of a file that do not fit its class. */
export default function Names({ names }: { readonly names: NonNullable<Refused['names']> }): ReactNode {
  return (
    <div className={styles.names} data-names>
      {(['missing', 'leftOver', 'misshapen'] as const)
        .filter((list) => names[list].total > 0)
        .map((list) => (
          <section key={list} data-list={list}>
            <h2 className={styles.heading}>{`${titles[list]} (${names[list].total})`}</h2>
            <List {...names[list]} />
          </section>
        ))}
    </div>
  );
}

function List({ items, total }: Begun<string>): ReactNode {
  return (
    <ul>
      {items.map((item, index) => (
        <li key={index}>
          <code>{item}</code>
        </li>
      ))}
      {total > items.length && <li>{`and ${total - items.length} more`}</li>}
    </ul>
  );
}
