import { messageOf } from '../lib/messageOf.ts';

interface MessageFile {
  readonly path: string;
  readonly messages: readonly { readonly source?: string | null; readonly line?: number | null; cause?: unknown }[];
}

/** rehype-katex reports a formula it cannot set and continues with red text; here the build stops instead. */
export default function mathErrors() {
  return (_tree: unknown, file: MessageFile): void => {
    const failed = file.messages.filter(({ source }) => source === 'rehype-katex');
    if (failed.length === 0) return;
    const list = failed.map(({ line, cause }) => `  line ${line ?? '?'}: ${messageOf(cause)}`);
    throw new Error(`${file.path}: formulas that KaTeX cannot set\n${list.join('\n')}`);
  };
}
