/** What a host says of a file that it has no word for. */
const unnamed = ['application/octet-stream', 'text/plain'];

/** How an address ends, and the content types that are right for it. */
const kinds: readonly (readonly [end: RegExp, isRight: (type: string) => boolean])[] = [
  [/(?:\/|\.html?)$/, (type) => type === 'text/html'],
  // Browsers run scripts, and obey style sheets, under no other name.
  [/\.m?js$/, (type) => /^(?:text|application)\/(?:x-)?(?:java|ecma)script$/.test(type)],
  [/\.css$/, (type) => type === 'text/css'],
  [/\.(?:png|svg|jpe?g|gif|webp|avif|ico)$/, (type) => type.startsWith('image/')],
  [/\.(?:json|webmanifest)$/, (type) => /^(?:application|text)\/(?:.+\+)?json$/.test(type) || unnamed.includes(type)],
  [/\.wasm$/, (type) => type === 'application/wasm' || unnamed.includes(type)],
  [/\.(?:woff2?|ttf|otf)$/, (type) => /^font\/|^application\/.*font/.test(type) || unnamed.includes(type)],
];

/**
 * Whether an answer can be the file at that address: hosts also send their own page, with status 200, for a file that they
 * do not have.
 */
export function isRightKind(address: string, response: Pick<Response, 'headers'>): boolean {
  const { pathname } = new URL(address);
  const type = (response.headers.get('content-type') ?? '').split(';')[0]!.trim().toLowerCase();
  const isRight = kinds.find(([end]) => end.test(pathname))?.[1];
  if (isRight) return isRight(type);
  // A page may be asked for without its last slash.
  return type !== 'text/html' || !/\.\w+$/.test(pathname);
}
