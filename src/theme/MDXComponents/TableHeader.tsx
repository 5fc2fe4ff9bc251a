import type { ComponentProps, ReactNode } from 'react';

/** A header cell; an empty corner of a table heads nothing, so it is an ordinary cell. */
export default function TableHeader(props: ComponentProps<'th'>): ReactNode {
  return props.children ? <th {...props} /> : <td {...(props as ComponentProps<'td'>)} />;
}
