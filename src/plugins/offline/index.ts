import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LoadContext, Plugin } from '@docusaurus/types';
import { build } from 'esbuild';
import { siteFiles } from './manifest.ts';
import { missingPage } from './missingPage.ts';
import { markPages } from './pageMark.ts';

/** Makes the site installable and readable offline: a web app manifest, and a service worker that keeps the built files. */
export default function offline({ siteDir, generatedFilesDir, siteConfig }: LoadContext): Plugin {
  const { title, tagline, baseUrl } = siteConfig;
  const folder = join(siteDir, 'src/plugins/offline');
  return {
    name: 'offline',
    getClientModules: () => [join(folder, 'register.ts')],
    injectHtmlTags: () => ({
      headTags: [
        { tagName: 'link', attributes: { rel: 'manifest', href: `${baseUrl}manifest.webmanifest` } },
        { tagName: 'link', attributes: { rel: 'apple-touch-icon', href: `${baseUrl}img/icon-192.png` } },
      ],
    }),
    async postBuild({ outDir }) {
      const app = webManifest({ title, tagline, baseUrl });
      writeFileSync(join(outDir, 'manifest.webmanifest'), `${JSON.stringify(app, null, 2)}\n`);
      markPages(outDir);
      copyFileSync(join(outDir, '404.html'), join(outDir, missingPage));
      const { first, used } = siteFiles({ outDir, baseUrl, pageScripts: pageScripts(generatedFilesDir) });
      await build({
        entryPoints: [join(folder, 'worker.ts')],
        outfile: join(outDir, 'sw.js'),
        bundle: true,
        minify: true,
        legalComments: 'none',
        define: {
          'process.env.NODE_ENV': '"production"',
          'self.first': JSON.stringify(first),
          'self.used': JSON.stringify(used),
        },
      });
    },
  };
}

/** The names that Docusaurus gave to the scripts of its routes, and those that every page loads. */
function pageScripts(generatedFilesDir: string): ReadonlySet<string> {
  const names = new Set(['main', 'runtime~main']);
  JSON.parse(readFileSync(join(generatedFilesDir, 'routesChunkNames.json'), 'utf8'), (_key, value: unknown) => {
    if (typeof value === 'string') names.add(value);
    return value;
  });
  return names;
}

function webManifest({ title, tagline, baseUrl }: { title: string; tagline: string; baseUrl: string }) {
  const icon = (size: number, purpose: string) => ({
    src: `${baseUrl}img/icon-${purpose === 'any' ? '' : 'maskable-'}${size}.png`,
    sizes: `${size}x${size}`,
    type: 'image/png',
    purpose,
  });
  return {
    id: baseUrl,
    name: title,
    short_name: 'VLA',
    description: tagline,
    start_url: baseUrl,
    scope: baseUrl,
    display: 'standalone',
    background_color: '#ffffff',
    theme_color: '#ffffff',
    icons: [icon(192, 'any'), icon(512, 'any'), icon(512, 'maskable')],
  };
}
