import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { folder } from './site.ts';

const TEXTS = /\.(?:html|js|json|xml|txt|webmanifest)$/;

/** A copy of the built site on a host of its own, where it can be replaced by a later build. */
export async function host() {
  const root = mkdtempSync(join(tmpdir(), 'deployed-'));
  cpSync(folder, root, { recursive: true });
  const server = express().use('/vla/', express.static(root)).listen(0);
  await new Promise((listening) => server.once('listening', listening));
  return {
    address: `http://localhost:${(server.address() as AddressInfo).port}/vla/`,
    deploy: (before: string, after: string) => rebuild(root, before, after),
    close(): void {
      server.close();
      server.closeAllConnections();
      rmSync(root, { recursive: true });
    },
  };
}

/**
 * What a build after a change of `before` to `after` in the pages' text leaves: scripts that hold it, and the one that
 * knows all names, have new names, the old ones are gone, and every kept page has another revision.
 */
function rebuild(root: string, before: string, after: string): void {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => TEXTS.test(name));
  const texts = new Map(files.map((name) => [name, readFileSync(join(root, name), 'utf8')]));
  const scripts = [...texts].filter(([name]) => name.startsWith('assets/js/'));
  const changed = scripts.filter(([name, text]) => text.includes(before) || name.includes('runtime~main'));
  if (changed.length < 2) throw new Error(`no script of the site holds "${before}"`);
  const hashes = changed.map(([name]) => /\.([0-9a-f]{8})\.js$/.exec(name)![1]!);
  for (const [name, text] of texts) {
    let next = text.replaceAll(before, after);
    for (const hash of hashes) next = next.replaceAll(hash, reversed(hash));
    if (name === 'sw.js') next = next.replaceAll(/(?<=revision:")[0-9a-f]{16}(?=")/g, reversed);
    if (next !== text) writeFileSync(join(root, name), next);
  }
  for (const [index, [name]] of changed.entries()) {
    renameSync(join(root, name), join(root, name.replace(hashes[index]!, reversed(hashes[index]!))));
  }
}

const reversed = (text: string): string => [...text].reverse().join('');
