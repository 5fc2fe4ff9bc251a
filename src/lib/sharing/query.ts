import { draftOf, readFields, type AnyControl, type Draft } from '../fields.ts';

/** A widget's part of a page's address: "state-norms.seed=7&state-norms.view.distribution=zeroMean". */
export interface Shared {
  /** Fields that the link sets, each with a value its control allows. */
  readonly values: Readonly<Record<string, string | boolean>>;
  /** What the link asks for and cannot have, in words. */
  readonly problems: readonly string[];
}

/** Longer values are refused unread. */
const longest = 64;

/**
 * Reads what a link says about one widget. A link comes from anywhere: a field it does not know, or a value that the
 * field's control refuses, changes nothing and is reported.
 */
export function readShared(search: string, prefix: string, controls: readonly AnyControl[]): Shared {
  const values: Record<string, string | boolean> = {};
  const problems: string[] = [];
  let unknown = 0;
  for (const [name, text] of firstOfEach(new URLSearchParams(search))) {
    if (!name.startsWith(`${prefix}.`)) continue;
    const key = name.slice(prefix.length + 1);
    const control = controls.find((candidate) => candidate.key === key);
    if (!control) {
      if (!key.includes('.')) unknown += 1;
      continue;
    }
    const read = readOne(control, text);
    if (read === null) problems.push(`“${control.label}” keeps its default: the link’s value cannot be used.`);
    else values[key] = read;
  }
  if (unknown > 0) problems.push(`The link has ${unknown === 1 ? 'a setting' : `${unknown} settings`} unknown here.`);
  return { values, problems };
}

function readOne(control: AnyControl, text: string): string | boolean | null {
  if (text.length > longest) return null;
  if (control.kind === 'boolean') return text === 'true' ? true : text === 'false' ? false : null;
  const { values, problems } = readFields([control], { [control.key]: text });
  if (problems[control.key]) return null;
  return draftOf([control], values)[control.key]!;
}

/**
 * The search part of an address that says what a widget's fields hold, where that is not the default. What other
 * widgets wrote stays. Fields without a usable value are left out.
 */
export function writeShared(
  search: string,
  prefix: string,
  fields: { readonly controls: readonly AnyControl[]; readonly draft: Draft; readonly defaults: Draft },
): string {
  const params = new URLSearchParams(search);
  const own = (name: string): boolean => name.startsWith(`${prefix}.`) && !name.slice(prefix.length + 1).includes('.');
  for (const name of [...params.keys()].filter(own)) params.delete(name);
  const { problems } = readFields(fields.controls, fields.draft);
  for (const { key } of fields.controls) {
    const value = fields.draft[key];
    if (!problems[key] && value !== fields.defaults[key]) params.set(`${prefix}.${key}`, String(value));
  }
  const text = params.toString();
  return text && `?${text}`;
}

function firstOfEach(params: URLSearchParams): Map<string, string> {
  const first = new Map<string, string>();
  for (const [name, value] of params) if (!first.has(name)) first.set(name, value);
  return first;
}
