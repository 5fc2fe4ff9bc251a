/**
 * What a compiler says of a line, without what the page shows anyway. Firefox's compiler, Naga, begins with a line break and the
 * name of the shader, and ends with a picture of the line, from which only words are kept that its first line lacks.
 */
export function compilerWords(message: string): string {
  const [first = '', ...picture] = message.trim().split('\n');
  const named = /^Shader (?:'[^']*' )?(parsing|validation) error: (.*)$/.exec(first);
  if (!named) return message.trim();
  const [, kind, words] = named;
  if (kind === 'parsing') return words!;
  const further = picture
    .map((line) => /^[\s│]*(?:\^+|=) (.*)$/.exec(line)?.[1])
    .filter((text) => text !== undefined && !text.startsWith('naga::'));
  return [words, ...further].join('\n');
}
