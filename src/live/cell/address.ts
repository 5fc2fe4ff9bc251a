/**
 * An address from which `import` gets a module with this text. Workers of an opaque origin, as the sandbox has one, may
 * not import from blob: addresses in every browser; from data: they may.
 */
export const addressOf = (text: string): string => `data:text/javascript,${encodeURIComponent(text)}`;
