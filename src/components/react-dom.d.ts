/** The one function of React DOM that components call. */
declare module 'react-dom' {
  export function flushSync<Result>(update: () => Result): Result;
}
