import type { ReactNode } from 'react';
import DataTable from '../../components/DataTable/index.tsx';
import type { Opened } from './protocol.ts';
import styles from './styles.module.css';

const inBrackets = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

/** Where each of our weights comes from in the file. */
export default function KeyMap({ map, passedOver }: Pick<Opened, 'map' | 'passedOver'>): ReactNode {
  const rows = map.items.map(({ name, shape, from, theirs, change }) => [
    { content: <code>{name}</code> },
    inBrackets(shape),
    { content: <code>{from}</code> },
    inBrackets(theirs),
    change,
  ]);
  return (
    <div data-key-map>
      <DataTable
        label="Where each weight comes from"
        columns={['Ours', 'Shape', 'In the file', 'Its shape', 'Changed']}
        rows={rows}
        namedRows
        low
      />
      {map.total > map.items.length && <p>{`and ${map.total - map.items.length} more`}</p>}
      {passedOver.total > 0 && (
        <p className={styles.soft}>
          {`Passed over, since nothing that comes out depends on it (${passedOver.total}): ${passedOver.items.join('; ')}`}
          {passedOver.total > passedOver.items.length && ' …'}
        </p>
      )}
    </div>
  );
}
