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
    const stray = /^⎯+ ?((?:Uncaught|Unhandled) (?:Exception|Rejection|Error)) ?⎯+$/.exec(line)?.[1];
    if (skipped) return [`skipped: ${skipped}`];
    const title = failed?.replaceAll(' > ', ' › ') ?? stray;
    return title ? [`${title}: ${lineAfter(lines, index)}`] : [];
  });
};

/** `  1) [project] › file:1:1 › title ───` heads each failure; below it stand the error, what was expected and what was there. */
function headed(lines: readonly string[]): { title: string; named: string }[] {
  const heads = lines.flatMap((line, index) => {
    const title = /^ {2}\d+\) (.*?)[ ─]*$/.exec(line)?.[1];
    return title ? [{ title, index }] : [];
  });
  return heads.map(({ title, index }, which) => {
    const below = lines.slice(index + 1, heads[which + 1]?.index).map((line) => line.trim());
    const second = below.findIndex((line) => line.startsWith('Retry #'));
    const first = second < 0 ? below : below.slice(0, second);
    const seen = first.filter((line) => /^(?:Expected|Received|Locator)\b.*: *\S/.test(line)).slice(0, 3);
    return { title, named: [`${title}: ${lineAfter(lines, index)}`, ...seen].join('; ') };
  });
}

/** Whether a headed title is among those below `  2 flaky`, up to the next count; there it is without the step that failed. */
function flaky(lines: readonly string[]): (headed: string) => boolean {
  const start = lines.map((line) => /^ {2}\d+ flaky$/.test(line)).lastIndexOf(true) + 1;
  if (start === 0) return () => false;
  const length = lines.slice(start).findIndex((line) => !line.startsWith('    '));
  const titles = lines.slice(start, start + length).map((line) => line.trim().replace(/[ ─]*$/, ''));
  return (headed) => titles.some((title) => headed === title || headed.startsWith(`${title} › `));
}

/** Tests that failed at first and passed at their second try, with what was seen at the first. */
export const secondTries: Namer = (output) => {
  const lines = output.split('\n');
  const passed = flaky(lines);
  return headed(lines).flatMap(({ title, named }) => (passed(title) ? [named] : []));
};

/** Tests that failed at both tries, and those that were skipped. */
export const namedByPlaywright: Namer = (output) => {
  const lines = output.split('\n');
  const passed = flaky(lines);
  const failed = headed(lines).flatMap(({ title, named }) => (passed(title) ? [] : [named]));
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
