import type { ReactNode } from 'react';
import Field from '../../components/Field/index.tsx';
import { backendControl } from '../shared/backendControl.ts';
import styles from './styles.module.css';

interface WhereProps {
  readonly backend: string;
  readonly onChange: (backend: string | boolean) => void;
}

/** Which device to check. */
export default function Where({ backend, onChange }: WhereProps): ReactNode {
  return (
    <div className={styles.where} data-print="hide">
      <Field control={backendControl} value={backend} onChange={onChange} />
    </div>
  );
}
