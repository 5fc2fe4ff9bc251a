import type { ReactNode } from 'react';

/** In place of what runs a figure that is made of files. */
export default function OfFiles({ id, files }: { readonly id: string; readonly files: string }): ReactNode {
  return (
    <p>
      Made of {files}, which are no part of this site. With them it is computed again by{' '}
      <code>npm run figures -- {id} --data FOLDER</code>.
    </p>
  );
}
