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
    // What other plugins make of a navigation is none any more.
    requestWillFetch: async ({ request, state }) => {
      state!['navigates'] = request.mode === 'navigate';
      return request;
    },
    fetchDidSucceed: async ({ request, response, state }) => {
      const isSound = (answer: Response): boolean =>
        isInOrder(answer) && (!answer.ok || state!['navigates'] === true || isRightKind(request.url, answer));
      if (isSound(response)) return response;
      // A wrong answer may lie in the browser's own cache, and its host be repaired.
      const again = response.ok ? await fetch(new Request(request, { cache: 'reload' })) : response;
      if (isSound(again)) return again;
      if (!again.ok) state!['answer'] = again;
      throw unsound(request.url, again);
    },
    handlerDidError: async ({ request, state }) =>
      (await otherwise.kept?.(request)) ??
      (state!['answer'] as Response | undefined) ??
      (await otherwise.offline?.(request)),
  };
}

/**
 * Gives a request up that has no answer after so many milliseconds, so that its connection is free for others. What is
 * asked for soon after such a silence waits a tenth as long.
 */
export function patience(milliseconds: number): WorkboxPlugin {
  const soon = 5 * milliseconds;
  let silentAt = -Infinity;
  const stop = (state: Record<string, unknown> | undefined): void =>
    clearTimeout(state!['waiting'] as ReturnType<typeof setTimeout>);
  return {
    requestWillFetch: async ({ request, state }) => {
      const given = new AbortController();
      const isSoon = performance.now() - silentAt < soon;
      state!['waiting'] = setTimeout(
        () => {
          silentAt = performance.now();
          given.abort();
        },
        isSoon ? milliseconds / 10 : milliseconds,
      );
      return new Request(request, { signal: given.signal });
    },
    fetchDidSucceed: async ({ response, state }) => {
      stop(state);
      silentAt = -Infinity;
      return response;
    },
    fetchDidFail: async ({ state }) => stop(state),
  };
}

/** Hosts out of order, overrun, or behind a page to log in at say so by their status; others send a page in place of a file. */
const isInOrder = ({ status }: Response): boolean => status < 500 && status !== 429 && status !== 408;

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
