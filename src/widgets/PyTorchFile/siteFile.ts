import type { GivenFile } from './usePyTorchFile.ts';

/** A file of the site, fetched when it is read. */
export function siteFile(url: string): GivenFile {
  return {
    name: url.split('/').at(-1)!,
    // Known to be small.
    size: 1,
    async arrayBuffer() {
      const response = await fetch(url).catch(() => {
        throw new Error('The example could not be loaded: the network is away.');
      });
      if (!response.ok) throw new Error(`The example could not be loaded (status ${response.status}).`);
      return response.arrayBuffer();
    },
  };
}
