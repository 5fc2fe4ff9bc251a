import type { ComponentProps, ReactNode } from 'react';
import clsx from 'clsx';
import styles from './styles.module.css';

export interface ButtonProps extends ComponentProps<'button'> {
  /** The one thing to do here. */
  readonly primary?: boolean;
}

/** A button of the site's look. */
export default function Button({ primary, className, ...rest }: ButtonProps): ReactNode {
  return <button type="button" {...rest} className={clsx(styles.button, primary && styles.primary, className)} />;
}
