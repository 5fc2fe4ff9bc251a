import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'cheerio';
import { folder } from './support/site.ts';
import { expect, test } from './support/test.ts';

const base = '/vla/';
/** In place of wherever the site is served. */
const origin = 'http://site.invalid';

/** Elements whose address the browser fetches by itself, and those that a reader follows. */
const fetched =
  'img[src], script[src], source[src], iframe[src], link[rel~=stylesheet], link[rel~=icon], link[rel=manifest], link[rel=preload], link[rel=apple-touch-icon]';
const followed = 'a[href], link[rel=search]';

const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.html'))
  .map((name) => {
    const $ = load(readFileSync(join(folder, name), 'utf8'));
    return {
      path: base + name.replace(/(?:(^|\/)index)?\.html$/, '$1'),
      ids: new Set(
        $('[id], a[name]')
          .map((_, element) => $(element).attr('id') ?? $(element).attr('name'))
          .get(),
      ),
      fetched: $(fetched)
        .map((_, element) => $(element).attr('src') ?? $(element).attr('href'))
        .get(),
      followed: $(followed)
        .map((_, element) => $(element).attr('href'))
        .get(),
      pictures: $('[srcset]')
        .map((_, element) =>
          $(element)
            .attr('srcset')!
            .split(',')
            .map((one) => one.trim().split(/\s/)[0]!),
        )
        .get(),
    };
  });
const withoutSlash = (path: string): string => path.replace(/(.)\/$/, '$1');
const pageAt = new Map(pages.map((page) => [withoutSlash(page.path), page]));

/** What is wrong with a link in a page of the site; null when nothing is. */
function problem(link: string, from: string): string | null {
  const url = new URL(link, origin + from);
  if (url.origin !== origin || !url.protocol.startsWith('http')) return null;
  if (!`${url.pathname}/`.startsWith(base)) return `${link} leaves the base path`;
  const path = decodeURIComponent(url.pathname);
  const page = pageAt.get(withoutSlash(path));
  if (!page) {
    const file = join(folder, path.slice(base.length));
    return existsSync(file) && statSync(file).isFile() ? null : `${link} does not exist`;
  }
  const anchor = decodeURIComponent(url.hash.slice(1));
  return anchor === '' || page.ids.has(anchor) ? null : `${link}: the page has no #${anchor}`;
}

test('every link of every page leads somewhere, and so does its anchor', () => {
  expect(pages.length).toBeGreaterThan(30);
  expect(pages.flatMap(({ followed: links }) => links).length).toBeGreaterThan(1000);
  const broken = pages.flatMap(({ path, followed: links, fetched: files, pictures }) =>
    [...new Set([...links, ...files, ...pictures])].flatMap((link) => {
      const reason = problem(link, path);
      return reason ? [`${path}: ${reason}`] : [];
    }),
  );
  expect(broken).toEqual([]);
});

test('the check finds a missing page, file and anchor', () => {
  for (const link of ['/vla/nowhere', '/vla/figures/none.json', '/vla/intro#nowhere', '../../outside', '#nowhere']) {
    expect(problem(link, '/vla/intro'), link).not.toBeNull();
  }
  expect(problem('mathematics?x=1', '/vla/intro')).toBeNull();
});

test('no page fetches anything from another origin', () => {
  const strange = pages.flatMap(({ path, fetched: files, pictures }) =>
    [...files, ...pictures]
      .filter((link) => !link.startsWith('data:') && new URL(link, origin + path).origin !== origin)
      .map((link) => `${path}: ${link}`),
  );
  expect(strange).toEqual([]);
});

test('style sheets, the manifest and llms.txt name files that exist', () => {
  const styles = readdirSync(join(folder, 'assets/css')).filter((name) => name.endsWith('.css'));
  const inStyles = styles.flatMap((name) =>
    [...readFileSync(join(folder, 'assets/css', name), 'utf8').matchAll(/url\(["']?((?!data:|#)[^)"']+)/g)].map(
      ([, address]) => ({ link: address!, from: `${base}assets/css/${name}` }),
    ),
  );
  expect(inStyles.length).toBeGreaterThan(0);
  const app = JSON.parse(readFileSync(join(folder, 'manifest.webmanifest'), 'utf8')) as { icons: { src: string }[] };
  const listed = [...readFileSync(join(folder, 'llms.txt'), 'utf8').matchAll(/\]\((\/vla\/[^)]*)\)/g)].map(
    ([, address]) => address!,
  );
  expect(listed.length).toBeGreaterThan(10);
  const links = [...inStyles, ...[...app.icons.map(({ src }) => src), ...listed].map((link) => ({ link, from: base }))];
  expect(links.flatMap(({ link, from }) => problem(link, from) ?? [])).toEqual([]);
});

test('where the build does not know where the site will be, nothing of it names a place', () => {
  const heads = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html'));
  const named = heads.flatMap((name) => {
    const $ = load(readFileSync(join(folder, name), 'utf8'));
    return $('head :is(link, meta)')
      .map((_, element) => `${name}: ${$(element).attr('href') ?? $(element).attr('content') ?? ''}`)
      .get()
      .filter((address) => /https?:/.test(address));
  });
  expect(heads.length).toBeGreaterThan(30);
  expect(named).toEqual([]);
  expect(existsSync(join(folder, 'sitemap.xml'))).toBe(false);
  expect(readFileSync(join(folder, 'llms.txt'), 'utf8')).not.toMatch(/https?:/);
});
