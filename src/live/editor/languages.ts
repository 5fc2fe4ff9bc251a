import { javascript } from '@codemirror/lang-javascript';
import { StreamLanguage } from '@codemirror/language';
import { rust } from '@codemirror/legacy-modes/mode/rust';
import type { Extension } from '@codemirror/state';

export type EditorLanguage = 'ts' | 'wgsl';

/** CodeMirror has no mode for WGSL; its words and signs are close to those of Rust. */
export const languages: Readonly<Record<EditorLanguage, () => Extension>> = {
  ts: () => javascript({ typescript: true }),
  wgsl: () => StreamLanguage.define(rust),
};
