import { describe, expect, test } from 'vitest';
import { inlineScripts, inlineStyles, policy, withPolicy } from './contentSecurity.ts';

describe('the content security policy', () => {
  test('names inline texts by their hash and allows no others', () => {
    const text = policy({ scripts: ['alert(1)', 'alert(1)'], styles: [] });
    // printf 'alert(1)' | openssl dgst -sha256 -binary | base64
    expect(text).toContain(
      "script-src 'self' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI=' 'wasm-unsafe-eval';",
    );
    expect(text).toContain("frame-src 'self';");
    const rest = text.replace("style-src-attr 'unsafe-inline'", '').replace("'wasm-unsafe-eval'", '');
    expect(rest).not.toMatch(/unsafe|\*|https?:/);
  });

  test('finds the scripts that run in a page, and only them', () => {
    const page =
      '<script>one()</script><script src=a.js></script><script type="application/json">{}</script>' +
      '<script type=application/ld+json>{}</script><script data-rh=true>two(\n)</script>';
    expect(inlineScripts(page)).toEqual(['one()', 'two(\n)']);
  });

  test('reads styles of pictures as the browser does', () => {
    expect(inlineStyles('<svg><style>a &gt; b { c: &quot;d&amp;lt;&quot; }</style></svg>')).toEqual([
      'a > b { c: "d&lt;" }',
    ]);
  });

  test('stands before anything it governs', () => {
    expect(withPolicy('<head><meta charset=UTF-8><script>', "default-src 'none'")).toBe(
      `<head><meta charset=UTF-8><meta http-equiv="Content-Security-Policy" content="default-src 'none'"><script>`,
    );
    expect(() => withPolicy('<head><title>', '')).toThrow('character set');
  });
});
