import type { Plugin } from '@docusaurus/types';

/** A WebAssembly file that a script names by `new URL(…, import.meta.url)` gets an address with its hash, and is fetched when that script asks. */
export default function webAssembly(): Plugin {
  return {
    name: 'web-assembly',
    configureWebpack: () => ({
      // TensorFlow.js's loader of WebAssembly asks for them in a way that is harmless in a browser.
      node: { __filename: 'mock', __dirname: 'mock' },
      module: {
        rules: [
          {
            test: /\.wasm$/,
            type: 'asset/resource',
            generator: { filename: 'assets/wasm/[name].[contenthash:8][ext]' },
          },
        ],
      },
    }),
  };
}
