import { page } from '../app.ts';
import { MARK } from '../consumer.ts';
import type { Consumer } from '../consumer.ts';

const client = `'use client';
import { useEffect, useState } from 'react';
export function Numbers({ server }) {
  const [text, setText] = useState('…');
  useEffect(() => {
    import('./results.js')
      .then(({ results }) => results())
      .then(
        (found) => setText('${MARK}' + JSON.stringify({ ...found, server })),
        (error) => setText('FAILED ' + error.stack),
      );
  }, []);
  return text;
}
`;

const nextFiles = {
  ...page({ folder: 'app/' }),
  'app/numbers.jsx': client,
  'app/layout.jsx': `export default ({ children }) => <html><body>{children}</body></html>;\n`,
  'app/page.jsx': `import { call } from './call.js';
import { Numbers } from './numbers.jsx';
export default async function Page() {
  return <Numbers server={await call()} />;
}
`,
  // Two bundles of one package would register its kernels twice.
  'next.config.mjs': `export default { output: 'export', serverExternalPackages: ['@vla/kernels'] };\n`,
};

const next = (['turbopack', 'webpack'] as const).map((bundler): Consumer => ({
  name: `next-${bundler}`,
  packages: { next: '^16.0.0', react: '^19.0.0', 'react-dom': '^19.0.0' },
  files: nextFiles,
  build: [['next', 'build', `--${bundler}`]],
  run: { page: 'out' },
  expects: ['worker', 'server'],
}));

const astro: Consumer = {
  name: 'astro',
  // The last that Node 20 runs.
  packages: { astro: '^5.0.0' },
  files: {
    ...page({ folder: 'src/' }),
    'src/pages/index.astro': `---
import { call } from '../call.js';
const server = JSON.stringify(await call());
---
<html><body data-server={server}>…<script>
import { results } from '../results.js';
const server = JSON.parse(document.body.dataset.server);
const show = (text) => (document.body.textContent = text);
results().then(
  (found) => show('${MARK}' + JSON.stringify({ ...found, server })),
  (error) => show('FAILED ' + error.stack),
);
</script></body></html>
`,
    'astro.config.mjs': `export default { vite: { worker: { format: 'es' } } };\n`,
  },
  build: [['astro', 'build']],
  run: { page: 'dist' },
  expects: ['worker', 'server'],
};

export const frameworks: readonly Consumer[] = [...next, astro];
