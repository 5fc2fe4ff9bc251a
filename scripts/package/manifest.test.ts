import { expect, test } from 'vitest';
import { folderManifests, publishedManifest, widelyReadable } from './manifest.ts';

const workspace = {
  name: '@vla/kernels',
  version: '0.1.0',
  private: true,
  exports: { '.': './src/index.ts', './layers': './src/layers/index.ts' },
  sideEffects: ['./src/layers/*Layer.ts'],
  devDependencies: { vitest: '1' },
};

test('a published manifest names the built modules, and where the package comes from', () => {
  const places = {
    REPOSITORY_URL: 'https://example.org/vla',
    SITE_URL: 'https://example.org',
    BASE_URL: '/docs/',
  };
  expect(publishedManifest(workspace, places)).toEqual({
    name: '@vla/kernels',
    version: '0.1.0',
    repository: { type: 'git', url: 'git+https://example.org/vla.git', directory: 'kernels' },
    bugs: 'https://example.org/vla/issues',
    homepage: 'https://example.org/docs/',
    main: './src/index.js',
    types: './src/index.d.ts',
    sideEffects: ['./src/layers/*Layer.js'],
    files: ['**/*.js', '**/*.d.ts', '**/*.js.map', '*/package.json'],
    exports: {
      '.': { types: './src/index.d.ts', default: './src/index.js' },
      './layers': { types: './src/layers/index.d.ts', default: './src/layers/index.js' },
      './package.json': './package.json',
    },
  });
  const unknown = publishedManifest(workspace);
  expect(unknown).not.toHaveProperty('repository');
  expect(unknown).not.toHaveProperty('bugs');
  expect(unknown).not.toHaveProperty('homepage');
});

test('entry points are folders, too, for what knows of no exports', () => {
  expect(folderManifests(workspace)).toEqual({
    'layers/package.json': {
      type: 'module',
      sideEffects: false,
      main: '../src/layers/index.js',
      types: '../src/layers/index.d.ts',
    },
  });
});

test('declarations say what typed arrays are views of as every TypeScript reads it', () => {
  expect(widelyReadable('a: Promise<Uint8Array<ArrayBuffer>>; b: Float64Array<ArrayBufferLike>[]; c: Map<A>')).toBe(
    `a: Promise<ReturnType<Uint8ArrayConstructor['of']>>; b: Float64Array[]; c: Map<A>`,
  );
});
