/** What failed, in words: the test's file and title, and the first line of its error. */
export type Namer = (output: string) => readonly string[];

/** The first line of an error. Failures that share one stand above it one after another. */
const lineAfter = (lines: readonly string[], index: number): string => {
  const next = lines.slice(index + 1).find((line) => line.trim() !== '' && !/^\s*FAIL\s/.test(line));
  return next?.trim() ?? '';
};

/** ` FAIL  host  file > title` heads each failed test, and each file that could not be read; other errors have a title in a rule. */
export const namedByVitest: Namer = (output) => {
  const lines = output.split('\n');
  return lines.flatMap((line, index) => {
    const failed = /^\s*FAIL\s+\S+\s+(.*?)(?: \[.*\])?$/.exec(line)?.[1];
    const skipped = /^\s*↓\s+\S+\s+(.*\|.*skipped.*)$/.exec(line)?.[1];
    const stray = /^⎯+ ?((?:Uncaught|Unhandled) (?:Exception|Rejection)) ?⎯+$/.exec(line)?.[1];
    if (skipped) return [`skipped: ${skipped}`];
    const title = failed?.replaceAll(' > ', ' › ') ?? stray;
    return title ? [`${title}: ${lineAfter(lines, index)}`] : [];
  });
};

/** `  1) [project] › file:1:1 › title ───` heads each failure; below it stand the error, what was expected and what was there. */
export const namedByPlaywright: Namer = (output) => {
  const lines = output.split('\n');
  const heads = lines.flatMap((line, index) => {
    const title = /^ {2}\d+\) (.*?)[ ─]*$/.exec(line)?.[1];
    return title ? [{ title, index }] : [];
  });
  const failed = heads.map(({ title, index }, which) => {
    const below = lines.slice(index + 1, heads[which + 1]?.index).map((line) => line.trim());
    const seen = below.filter((line) => /^(?:Expected|Received|Locator)\b.*: *\S/.test(line)).slice(0, 3);
    return [`${title}: ${lineAfter(lines, index)}`, ...seen].join('; ');
  });
  const skipped = lines.flatMap((line) => {
    const title = /^\s+-\s+\d+ (.*)$/.exec(line)?.[1];
    return title ? [`skipped: ${title}`] : [];
  });
  return [...failed, ...skipped];
};

/** `FAIL  what: why`, and compared tensors that are not `"ok":true`. */
export const namedByLines: Namer = (output) =>
  output.split('\n').flatMap((line) => {
    if (/^\{.*"ok":false/.test(line)) return [line];
    const failed = /^FAIL\s+(.*)$/.exec(line)?.[1];
    return failed ? [failed] : [];
  });

/** The end of the output, where nothing more is known. */
export const lastWords: Namer = (output) =>
  output
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('npm warn'))
    .slice(-5);
