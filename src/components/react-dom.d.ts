/** The one function of React DOM that components call. */
declare module 'react-dom' {
  export function flushSync<Result>(update: () => Result): Result;
}

/** And the one that tests call. */
declare module 'react-dom/server' {
  import type { ReactNode } from 'react';
  export function renderToStaticMarkup(node: ReactNode): string;
}
