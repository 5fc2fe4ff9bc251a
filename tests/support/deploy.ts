import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express, { type Request, type Response } from 'express';
import { integrity } from '../../src/plugins/offline/manifest.ts';
import { folder } from './site.ts';

const TEXTS = /\.(?:html?|js|json|xml|txt|webmanifest)$/;

/** Answers a request for a file in place of the host, or says false. */
export type Fault = (request: Request, response: Response) => boolean;

/** A copy of the built site on a host of its own, where it can be replaced by a later build, and which can break. */
export async function host() {
  const root = mkdtempSync(join(tmpdir(), 'deployed-'));
  cpSync(folder, root, { recursive: true });
  let fault: Fault = () => false;
  const server = express()
    .use('/vla/', (request, response, next) => void (fault(request, response) || next()), express.static(root))
    .listen(0);
  await new Promise((listening) => server.once('listening', listening));
  return {
    address: `http://localhost:${(server.address() as AddressInfo).port}/vla/`,
    root,
    deploy: (before: string, after: string) => rebuild(root, before, after),
    /** From now on, until it is repaired. */
    breaks: (next: Fault): void => void (fault = next),
    repair: (): void => void (fault = () => false),
    close(): void {
      server.close();
      server.closeAllConnections();
      rmSync(root, { recursive: true });
    },
  };
}

/** The host's own page in place of files that it should have, as hosts of applications with one page answer. */
export const htmlFor =
  (files: RegExp): Fault =>
  (request, response) => {
    if (!files.test(request.path)) return false;
    response.type('html').send('<!doctype html><title>Welcome</title>');
    return true;
  };

/** Every request is accepted and never answered. */
export const silent: Fault = () => true;

export const saying =
  (status: number): Fault =>
  (_request, response) => {
    response.status(status).type('html').send(`<!doctype html><h1>${status}</h1>`);
    return true;
  };

/**
 * What a build after a change of `before` to `after` in the pages' text leaves: every script has a new name, the old ones
 * are gone, and every kept page has another revision.
 */
function rebuild(root: string, before: string, after: string): void {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => TEXTS.test(name));
  const old = new Map(names.map((name) => [name, readFileSync(join(root, name), 'utf8')]));
  const scripts = names.filter((name) => /^assets\/js\/.*\.[0-9a-f]{8}\.js$/.test(name));
  if (!scripts.some((name) => old.get(name)!.includes(before)))
    throw new Error(`no script of the site holds "${before}"`);
  const hashes = new Set(scripts.map((name) => /\.([0-9a-f]{8})\.js$/.exec(name)![1]!));
  const renamed = (text: string): string =>
    text.replace(/(?<![0-9a-f])[0-9a-f]{8}(?![0-9a-f])/g, (hash) => (hashes.has(hash) ? reversed(hash) : hash));

  const bytes = new Map<string, string>();
  for (const [name, text] of old) {
    let next = renamed(text.replaceAll(before, after));
    if (/\.html?$/.test(name)) next = next.replace(/(?<=<!-- )[0-9a-f]{16}(?= -->\n$)/, reversed);
    bytes.set(integrity(Buffer.from(text)), integrity(Buffer.from(next)));
    if (name !== 'sw.js' && next !== text) writeFileSync(join(root, name), next);
  }
  for (const name of scripts) renameSync(join(root, name), join(root, renamed(name)));
  const worker = renamed(old.get('sw.js')!)
    .replaceAll(/(?<=revision:")[0-9a-f]{16}(?=")/g, reversed)
    .replaceAll(/sha256-[\w+/]{43}=/g, (text) => bytes.get(text) ?? text);
  writeFileSync(join(root, 'sw.js'), worker);
}

const reversed = (text: string): string => [...text].reverse().join('');
