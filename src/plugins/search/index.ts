import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Plugin } from '@docusaurus/types';
import { wordsOf } from './words.ts';

const theme = '@easyops-cn/docusaurus-search-local';

/** What is used here of the library that makes the index. */
interface Lunr {
  Token: new (text: string, metadata: object) => object;
  tokenizer: (text: unknown, metadata?: object) => object[];
  trimmer: (token: object) => object;
  readonly Pipeline: { registerFunction(step: (token: object) => object, label: string): void };
}

/**
 * Lets the search theme take texts and questions apart in one way. Its own takes "Sherman–Morrison" for one word, which no
 * one finds who types a hyphen, and drops Greek letters from the index.
 */
export default function searchWords(): Plugin {
  const require = createRequire(import.meta.url);
  indexBy(require(require.resolve('lunr', { paths: [require.resolve(theme)] })) as Lunr);
  return {
    name: 'search-words',
    configureWebpack: (_config, _isServer, { currentBundler }) => ({
      plugins: [
        new currentBundler.instance.NormalModuleReplacementPlugin(
          /^\.\.\/utils\/tokenize$/,
          fileURLToPath(new URL('tokenize.ts', import.meta.url)),
        ),
      ],
    }),
  };
}

function indexBy(lunr: Lunr): void {
  lunr.tokenizer = (text, metadata) =>
    wordsOf(String(text ?? '')).map(
      ({ word, start, length }, index) => new lunr.Token(word, { ...metadata, position: [start, length], index }),
    );
  // Words have nothing to be trimmed of; its own step takes every letter but a to z for a mark.
  const keep = (token: object): object => token;
  lunr.Pipeline.registerFunction(keep, 'keep');
  lunr.trimmer = keep;
}
