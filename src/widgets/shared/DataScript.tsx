import type { ReactNode } from 'react';

/** A result in the page for programs to read. A "<" is escaped, so no data can end the element. */
export default function DataScript({ value }: { value: unknown }): ReactNode {
  const json = JSON.stringify(value).replaceAll('<', '\\u003c');
  return <script type="application/json" data-result="" dangerouslySetInnerHTML={{ __html: json }} />;
}
