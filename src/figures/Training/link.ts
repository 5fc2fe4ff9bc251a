import { draftOf, type Draft } from '../../lib/fields.ts';
import { readShared, writeShared, type Shared } from '../../lib/sharing/query.ts';
import { controls, defaults } from './controls.ts';

const prefix = 'training';
const firstDraft = draftOf(controls, defaults);

export function readLink(search: string): Shared {
  return readShared(search, prefix, controls);
}

/** The search part of an address, with these settings in place of what it said about the training. */
export function writeLink(search: string, draft: Draft): string {
  return writeShared(search, prefix, { controls, draft, defaults: firstDraft });
}
