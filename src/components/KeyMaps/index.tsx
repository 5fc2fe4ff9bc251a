import type { ReactNode } from 'react';
import DataTable from '../DataTable/index.tsx';
import styles from './styles.module.css';

/** Where the weights of a class are in its files. */
export interface ClassMap {
  readonly name: string;
  /** What it takes that a file does not say. */
  readonly options: readonly string[];
  /** Our name, theirs, and what changes. */
  readonly rows: readonly (readonly [ours: string, theirs: string, change: string])[];
}

export interface KeyMapsProps {
  /** Written by the build (src/remark/keyMaps.ts), as JSON. */
  readonly maps?: string;
}

/** The key map of every class of the authors’, as the package has it. */
export default function KeyMaps({ maps }: KeyMapsProps): ReactNode {
  if (maps === undefined) throw new Error('<KeyMaps/> was compiled without its maps');
  return (JSON.parse(maps) as ClassMap[]).map(({ name, options, rows }) => (
    <details key={name} className={styles.map} data-map={name}>
      <summary>
        <code>{name}</code>
      </summary>
      <p>
        Options:{' '}
        {options.map((option, index) => (
          <span key={option}>
            {index > 0 && ', '}
            <code>{option}</code>
          </span>
        ))}
      </p>
      <DataTable
        label={`Where the weights of ${name} are`}
        columns={['Ours', 'In the file', 'Changed']}
        rows={rows.map(([ours, theirs, change]) => [
          { content: <code>{ours}</code> },
          { content: <code>{theirs}</code> },
          change,
        ])}
        namedRows
      />
    </details>
  ));
}
