import { useEffect, useState } from 'react';
import { AddressWriter, type Rewrite } from './addressWriter.ts';

let writer: AddressWriter | null = null;

/** Keeps the search part of the page's address as `write` wants it, given what it is. */
export function useAddress(write: Rewrite): void {
  const [owner] = useState(() => ({}));
  useEffect(() => {
    writer ??= new AddressWriter(window);
    writer.want(owner, write);
  });
  useEffect(() => () => writer?.forget(owner), [owner]);
}
