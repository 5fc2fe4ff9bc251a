import type { WorkboxPlugin } from 'workbox-core';
import type { PrecacheEntry } from 'workbox-precaching';
import { isRightKind } from './kinds.ts';

/**
 * Lets nothing be kept but what the build wrote. A browser compares a file's bytes by itself; of pages, the marks are
 * looked at, and of the search index whether it is whole.
 */
export function asBuilt(entries: readonly PrecacheEntry[]): WorkboxPlugin {
  const marks = new Map(entries.map(({ url, revision }) => [new URL(url, location.href).href, revision]));
  const isWhole = async ({ url, integrity }: Request, response: Response): Promise<boolean> => {
    if (integrity) return true;
    const text = await response.text();
    return isPage(url) ? text.includes(`<!-- ${marks.get(url)} -->`) : isJson(text);
  };
  return {
    // What the browser has from before may be a wrong answer. Its host says in a line whether it still holds.
    requestWillFetch: async ({ request }) =>
      request.cache === 'default' ? new Request(request, { cache: 'no-cache' }) : request,
    fetchDidSucceed: async ({ request, response }) => {
      const { url } = request;
      const isThere = response.status === 200 && isRightKind(url, response);
      if (isThere && (await isWhole(request, response.clone()))) return response;
      throw unsound(url, response);
    },
  };
}

type Found = Promise<Response | undefined>;

/** The host's answer as long as it has a sound one; else what is kept, what the host said, and what there is without it. */
export function hostOr(otherwise: {
  readonly kept?: (request: Request) => Found;
  readonly offline?: (request: Request) => Found;
}): WorkboxPlugin {
  return {
    fetchDidSucceed: async ({ request, response, state }) => {
      if (isSound(request, response)) return response;
      // A wrong answer may lie in the browser's own cache, and its host be repaired.
      const again = response.ok ? await fetch(new Request(request, { cache: 'reload' })) : response;
      if (isSound(request, again)) return again;
      if (!again.ok) state!['answer'] = again;
      throw unsound(request.url, again);
    },
    handlerDidError: async ({ request, state }) =>
      (await otherwise.kept?.(request)) ??
      (state!['answer'] as Response | undefined) ??
      (await otherwise.offline?.(request)),
  };
}

/** Hosts out of order, overrun, or behind a page to log in at say so by their status; others send a page in place of a file. */
function isSound(request: Request, response: Response): boolean {
  if (response.status >= 500 || response.status === 429 || response.status === 408) return false;
  return !response.ok || request.mode === 'navigate' || isRightKind(request.url, response);
}

function unsound(address: string, { status, headers }: Response): Error {
  return new Error(`${address} was answered with status ${status} and ${headers.get('content-type') ?? 'no type'}`);
}

const isPage = (address: string): boolean => /(?:\/|\.html?)$/.test(address);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
