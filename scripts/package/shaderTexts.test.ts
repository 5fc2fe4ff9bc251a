import { expect, test } from 'vitest';
import { withShortTexts } from './shaderTexts.ts';

const short = (code: string): string => withShortTexts(code);

test('texts of several lines lose their comments and indentation', () => {
  expect(short('const a = `\n  // The sum.\n  let s = a + b; // of both\n\n    /* all\n   of */ s++;\n`;')).toBe(
    'const a = `\nlet s = a + b;\ns++;\n`;',
  );
});

test('what is put into a text stays, wherever it stands', () => {
  const code =
    'const a = `\n  // ${count} lanes\n  let n = ${count}u; // ${"`"}\n  ${[1].map((i) => `\n    x${i}();`)}\n`;';
  expect(short(code)).toBe(
    'const a = `\n// ${count} lanes\nlet n = ${count}u; // ${"`"}\n${[1].map((i) => `\nx${i}();`)}\n`;',
  );
  const value = 7;
  expect(new Function('count', `${short(code)} return a;`)(value)).toBe('\n// 7 lanes\nlet n = 7u; // `\n\nx1();\n');
});

test('all else stays as it is', () => {
  for (const code of [
    'const name = `step ${n} // of ${m}`;',
    "const text = 'https://example.org';\n  // A comment of the module.\n",
    'const tagged = String.raw`\n  // kept\n`;',
    'const end = `\nlet a = 1; // what follows is a comment, too`;',
  ])
    expect(short(code)).toBe(code);
});
