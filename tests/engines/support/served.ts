import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import express from 'express';
import { folder } from '../../support/site.ts';

/** The built site on a host of its own, which hears what its pages complain about. */
export interface Served {
  readonly address: string;
  /** What pages have complained about since this was last asked. */
  complaints(): string[];
  /** The network is away: connections are cut, and nobody answers. */
  leave(): Promise<void>;
  /** The network is back, at the same address. */
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

/** Outside of the site's folder, so that its service worker keeps neither. */
const SCRIPT = '/complain.js';
const COMPLAINTS = '/complaints';

/**
 * Runs in every page before its own scripts and passes on what WebDriver does not hear of: unhandled errors, files that do
 * not load, what the policy refuses, what is written to the console. `complaining` ends when all has been passed on.
 */
function listen(complaints: string): void {
  const page = window as unknown as { complaining: Promise<unknown>[] };
  page.complaining = [];
  let leaving = false;
  const complain = (words: string): void => {
    // What the page has asked for when it is left does not come any more.
    if (leaving) return;
    const body = `${location.pathname}: ${words}`;
    page.complaining.push(fetch(complaints, { method: 'POST', body, keepalive: true }).catch(() => undefined));
  };
  addEventListener('beforeunload', () => (leaving = true));
  addEventListener(
    'error',
    ({ message, target }) => {
      const { src, href } = target as { src?: string; href?: string };
      complain(message ? `error: ${message}` : `did not load: ${src ?? href}`);
    },
    true,
  );
  addEventListener('unhandledrejection', ({ reason }) => complain(`not handled: ${reason?.message ?? reason}`));
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) =>
    complain(`refused by the policy: ${effectiveDirective} ${blockedURI} ${sample}`),
  );
  const { console: written } = window;
  for (const method of ['error', 'warn'] as const) {
    const before = written[method];
    written[method] = (...args: unknown[]) => {
      complain(`console.${method}: ${args.map(String).join(' ')}`);
      before.apply(written, args);
    };
  }
}

/** Serves the built site below /vla/, with its service worker or without. */
export async function serve({ worker = false } = {}): Promise<Served> {
  const heard: string[] = [];
  const app = express();
  app.get(SCRIPT, (_, response) => void response.type('js').send(`(${String(listen)})('${COMPLAINTS}');`));
  app.post(COMPLAINTS, express.text({ type: () => true }), ({ body }, response) => {
    heard.push(String(body));
    response.end();
  });
  if (!worker) app.get('/vla/sw.js', (_, response) => void response.sendStatus(404));
  app.use('/vla/', (request, response, next) => {
    const file = pageAt(decodeURIComponent(request.path));
    if (!file) return next();
    response.type('html').send(withScript(readFileSync(file, 'utf8')));
  });
  app.use('/vla/', express.static(folder));
  app.use('/vla/', (_, response) => {
    response
      .status(404)
      .type('html')
      .send(withScript(readFileSync(join(folder, '404.html'), 'utf8')));
  });
  let server = await listening(createServer(app), 0);
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://localhost:${port}/vla/`,
    complaints: () => heard.splice(0),
    leave: () => closed(server),
    comeBack: async () => void (server = await listening(createServer(app), port)),
    close: () => closed(server),
  };
}

/** The file of a page; null for everything else. */
function pageAt(path: string): string | null {
  const named = join(folder, path);
  if (!named.startsWith(folder)) return null;
  const file = existsSync(named) && statSync(named).isDirectory() ? join(named, 'index.html') : named;
  return file.endsWith('.html') && existsSync(file) ? file : null;
}

/** After the policy, which then holds for the script too. */
function withScript(html: string): string {
  const added = html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, `$&<script src="${SCRIPT}"></script>`);
  if (added === html) throw new Error('a page of the site has no policy to put a script after');
  return added;
}

async function listening(server: Server, port: number): Promise<Server> {
  server.listen(port);
  await new Promise((done, failed) => server.once('listening', done).once('error', failed));
  return server;
}

async function closed(server: Server): Promise<void> {
  const done = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await done;
}
