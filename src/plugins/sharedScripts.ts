import type { Plugin } from '@docusaurus/types';

/**
 * Code that several scripts need becomes a script of its own, fetched with the first of them that is used. Without this,
 * whatever half of all scripts share goes into one that every page loads, kernels and TensorFlow.js among it, and the rest
 * is there once for every figure.
 */
export default function sharedScripts(): Plugin {
  return {
    name: 'shared-scripts',
    configureWebpack: (_config, isServer) =>
      isServer
        ? {}
        : {
            optimization: {
              splitChunks: { cacheGroups: { common: false, default: { minChunks: 2, reuseExistingChunk: true } } },
            },
          },
  };
}
