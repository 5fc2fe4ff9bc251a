import { useState } from 'react';
import type { AnyControl, Draft } from '../../lib/fields.ts';
import { readShared, writeShared, type Shared } from '../../lib/sharing/query.ts';
import { useAddress } from './useAddress.ts';

export interface LinkedDraft {
  readonly draft: Draft;
  readonly change: (key: string, value: string | boolean) => void;
  /** Changes several at once, such as all to a named setting. */
  readonly changeAll: (values: Draft) => void;
  /** What the address said when the page was opened. */
  readonly linked: Shared;
}

/** Settings of a widget that live in the page's address, under its name: the defaults, and on them what a link set. */
export function useLinkedDraft(name: string, controls: readonly AnyControl[], defaults: Draft): LinkedDraft {
  const [linked] = useState(() => readShared(window.location.search, name, controls));
  const [draft, setDraft] = useState<Draft>(() => ({ ...defaults, ...linked.values }));
  useAddress((search) => writeShared(search, name, { controls, draft, defaults }));
  const changeAll = (values: Draft): void => setDraft({ ...draft, ...values });
  return { draft, linked, change: (key, value) => changeAll({ [key]: value }), changeAll };
}
