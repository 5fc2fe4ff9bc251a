import { sentence } from '../../lib/sentence.ts';

/** Why a part of the program did not come: its file, as the bundler reports it, or its own error at the start. */
export function loadingFault(error: unknown): { readonly why: string; readonly next: string } {
  const { name, code, message } = Object(error) as { name?: unknown; code?: unknown; message?: unknown };
  const isFile = name === 'ChunkLoadError' || code === 'CSS_CHUNK_LOAD_FAILED';
  return {
    why: isFile
      ? 'The network is away, or the site was updated since this page was opened.'
      : sentence(`It did not start. ${String(name)}: ${String(message)}`),
    next: 'Try again, or reload the page.',
  };
}
