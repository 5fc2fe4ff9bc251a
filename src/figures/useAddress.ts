import { useEffect } from 'react';

/** Keeps the search part of the page's address as `write` wants it, given what it is. No step is added to the history. */
export function useAddress(write: (search: string) => string): void {
  useEffect(() => {
    const { pathname, search, hash } = window.location;
    const wanted = write(search);
    if (wanted !== search) window.history.replaceState(window.history.state, '', pathname + wanted + hash);
  });
}
