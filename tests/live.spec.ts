import AxeBuilder from '@axe-core/playwright';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { liveExamples } from '../src/live/testing/examples.ts';
import { breakages, breakWorker } from './support/faults.ts';
import { Cell, sandboxBundle, sandboxPage } from './support/live.ts';
import { folder, script, scripts } from './support/site.ts';
import { expect, test } from './support/test.ts';

const examples = liveExamples(fileURLToPath(new URL('../docs', import.meta.url)));
/** A page whose cells are short. */
const first = 'api/deltanet';

test.describe('every cell of', () => {
  for (const path of new Set(examples.map((example) => example.page))) {
    test(`/${path} prints what its comments say`, async ({ page }) => {
      await page.goto(path);
      const own = examples.filter((example) => example.page === path);
      await expect(page.locator('[data-live="code"]')).toHaveCount(own.length);
      for (const [index, { name, code, expected }] of own.entries()) {
        const cell = new Cell(page, 'code', index);
        await cell.run();
        expect(await cell.settled(), name).toBe('done');
        // What a cell says of the device is true of the device.
        if (code.includes('adapter.label')) continue;
        const words = expected.filter((line) => !/ (matrix of|at \d+ points)/.test(line));
        expect(
          (await cell.printed()).flatMap((text) => text.split('\n')),
          name,
        ).toEqual(words);
        await expect(cell.root.locator('[data-plot] svg').first()).toBeVisible({
          visible: words.length < expected.length,
        });
      }
    });
  }
});

test('the text is there without a script, and no editor is loaded before Edit', async ({ page, browser, baseURL }) => {
  const plain = await browser.newPage({ javaScriptEnabled: false });
  await plain.goto(new URL(first, baseURL).href);
  await expect(new Cell(plain, 'code').root.locator('[class^="ink-"]').first()).toBeVisible();
  await expect(new Cell(plain, 'code').root).toContainText('const session = await openSession');
  await plain.close();

  const editors = scripts.filter((name) => script(name).includes('cm-lineNumbers'));
  expect(editors.length).toBeGreaterThan(0);
  const loaded: string[] = [];
  page.on('request', (request) => loaded.push(request.url().split('/').at(-1)!));
  await page.goto(first, { waitUntil: 'networkidle' });
  expect(loaded).not.toContain(sandboxBundle);
  const cell = new Cell(page, 'code');
  await cell.run();
  expect(await cell.settled()).toBe('done');
  expect(loaded).toContain(sandboxBundle);
  expect(loaded.filter((name) => editors.includes(name))).toEqual([]);
  await cell.edit();
  expect(loaded.filter((name) => editors.includes(name))).not.toEqual([]);
});

test('an edited cell prints something else, and Reset brings its own text back', async ({ page }) => {
  await page.goto(first);
  const cell = new Cell(page, 'code');
  const original = await cell.original();
  await cell.edit();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type("console.log('mine', { shape: [1, 2], data: Float32Array.of(1, -2) });\n");
  await page.keyboard.press('Control+Enter');
  expect(await cell.settled()).toBe('done');
  expect((await cell.printed())[0]).toMatch(/^mine \[1, 2\] float32\n\s+1\s+−2$/);
  await cell.button('Reset').click();
  await expect(cell.output).toHaveCount(0);
  await expect(cell.editor).not.toContainText('mine');
  // One change, which the editor takes back and makes again.
  await expect(cell.editor).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(cell.editor).toContainText('mine');
  await page.keyboard.press('Control+y');
  await expect(cell.editor).not.toContainText('mine');
  await page.reload();
  expect(await cell.original()).toBe(original);
});

for (const storage of ['kept by the tab', 'blocked'] as const) {
  test(`an edit is there again after a link and Back, with storage ${storage}`, async ({ page }) => {
    if (storage === 'blocked') {
      await page.addInitScript(() => {
        const refuse = (): never => {
          throw new DOMException('The operation is insecure.', 'SecurityError');
        };
        Object.defineProperty(window, 'sessionStorage', { get: refuse });
      });
    }
    await page.goto(first);
    const cell = new Cell(page, 'code', 1);
    await cell.write("console.log('kept');");
    await page.getByRole('link', { name: 'Mathematics', exact: true }).first().click();
    await expect(page).toHaveURL(/mathematics/);
    // The address is there before the page is.
    await expect(cell.root).toHaveCount(0);
    await page.goBack();
    await expect(cell.editor).toContainText("console.log('kept');");
    await expect(new Cell(page, 'code').editor).toHaveCount(0);
    if (storage === 'blocked') return;
    await page.reload();
    await expect(cell.editor).toContainText("console.log('kept');");
    await expect(cell.editor).not.toBeFocused();
    await cell.run();
    expect(await cell.settled()).toBe('done');
    expect(await cell.printed()).toEqual(['kept']);
    await cell.button('Reset').click();
    await page.reload();
    await expect(cell.editor).toHaveCount(0);
  });
}

test('where there is no clipboard, each button that copies says so', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined }));
  await page.goto(first);
  const cell = new Cell(page, 'code');
  await cell.root.getByRole('button', { name: 'Copy this code' }).click();
  await expect(cell.root.getByRole('button', { name: 'Copy this code' })).toHaveText(/did not allow copying/);
  await cell.edit();
  await cell.button('Copy').click();
  await expect(cell.root.getByText('The browser did not allow copying.')).toBeVisible();
  const figure = page.locator('[data-figure]').first();
  await page.goto('experiments/state-norms');
  await figure.getByText('Share, download, cite').click();
  for (const name of ['Copy link', 'Copy citation', 'Copy BibTeX']) {
    await figure.getByRole('button', { name }).click();
    await expect(figure.getByText('That did not work: this page has no clipboard')).toBeVisible();
  }
});

test('on a phone the editor’s text is large enough not to be enlarged at a tap', async ({ browser, baseURL }) => {
  const context = await browser.newContext({
    baseURL: baseURL!,
    hasTouch: true,
    isMobile: true,
    serviceWorkers: 'block',
  });
  const page = await context.newPage();
  await page.goto(first);
  const cell = new Cell(page, 'code');
  await expect(page.locator('html[data-has-hydrated="true"]')).toBeAttached();
  await cell.edit();
  expect(
    await cell.editor.evaluate((element) => parseFloat(getComputedStyle(element).fontSize)),
  ).toBeGreaterThanOrEqual(16);
  await context.close();
});

test('with the keyboard alone: Tab moves on, Escape leaves', async ({ page }) => {
  await page.goto(first);
  const cell = new Cell(page, 'code');
  await cell.button('Edit').focus();
  await page.keyboard.press('Enter');
  await expect(cell.editor).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(cell.button('Run')).toBeFocused();
  await cell.editor.focus();
  await page.keyboard.press('Escape');
  await expect(cell.button('Run')).toBeFocused();
  await page.keyboard.press('Enter');
  expect(await cell.settled()).toBe('done');
  await expect(cell.root.getByRole('status').filter({ hasText: 'Done in' })).toHaveCount(1);
});

test('an error is reported with its line', async ({ page }) => {
  await page.goto(first);
  const cell = new Cell(page, 'code');
  await cell.write("const a: number = 1;\n\nfunction far() {\n  throw new RangeError('too far');\n}\nfar();");
  await cell.run();
  expect(await cell.settled()).toBe('failed');
  await expect(cell.status).toHaveText('Line 4: RangeError: too far');
  await expect(cell.root.locator('.cm-faultyLine')).toHaveText("  throw new RangeError('too far');");
  await cell.write('const a = 1;\nconst b = (;');
  await cell.run();
  await expect(cell.status).toHaveText('Line 2: SyntaxError: Unexpected token');
  await cell.write(
    'setTimeout(() => {\n  null.x;\n}, 10);\nawait new Promise((resolve) => setTimeout(resolve, 1000));',
  );
  await cell.run();
  await expect(cell.status).toHaveText(/^Line 2: TypeError: /);
  await cell.write("const a = 1;\nPromise.reject(new Error('nobody waits'));\nconst b = 2;");
  await cell.run();
  await expect(cell.status).toHaveText('Line 2: Error: nobody waits');
  await cell.write("const a = 1;\nnew Promise((_, no) => setTimeout(() => no(new Error('late')), 50));");
  await cell.run();
  await expect(cell.status).toHaveText('Line 2: Error: late');
  await cell.write("const error = new Error('outer', {\n  cause: new RangeError('inner'),\n});\nconsole.log([error]);");
  await cell.run();
  expect(await cell.settled()).toBe('done');
  expect(await cell.printed()).toEqual([
    '[\n  Error: outer\n      at line 1 {\n    [cause]: RangeError: inner\n        at line 2\n  }\n]',
  ]);
});

test('an endless loop is ended by Stop, and by the limit; the page stays usable', async ({ page }) => {
  await page.goto(first);
  const cell = new Cell(page, 'code');
  await cell.write("console.log('before');\nfor (;;);");
  await cell.run();
  await expect.poll(() => cell.printed()).toEqual(['before']);
  await cell.button('Stop').click();
  await expect(cell.status).toHaveText('Stopped.');
  await expect(page.locator('iframe')).toHaveCount(0);
  await cell.run();
  expect(await cell.settled(40_000)).toBe('late');
  await expect(cell.status).toHaveText('Stopped: it took longer than 20 seconds.');
  await expect(page.locator('iframe')).toHaveCount(0);
  await cell.write('console.log(2)');
  await cell.run();
  expect(await cell.settled()).toBe('done');
});

test('edited code reaches neither the page nor its storage nor the network', async ({ page, baseURL }) => {
  await page.goto(first);
  await page.evaluate(() => {
    localStorage.setItem('secret', '1');
    document.cookie = 'secret=1';
  });
  const requested: string[] = [];
  const base = JSON.stringify(baseURL);
  const cell = new Cell(page, 'code');
  await cell.write(`
    const attempts = {
      document: () => document.title,
      parent: () => parent.document,
      storage: () => localStorage.length,
      fetch: () => fetch(${base} + 'stolen'),
      module: () => import(${base} + 'stolen.js'),
      'module of a module': () => import('data:text/javascript,import ' + encodeURIComponent(${JSON.stringify(base)}.replace(/"$/, 'stolen.js"'))),
      blob: () => import(URL.createObjectURL(new Blob(['1'], { type: 'text/javascript' }))),
      script: () => importScripts(${base} + 'stolen.js'),
      socket: () => new WebSocket('ws://' + new URL(${base}).host),
      request: () => new XMLHttpRequest(),
      events: () => new EventSource(${base} + 'stolen'),
      transport: () => new WebTransport('https://' + new URL(${base}).host).ready,
      worker: () => new Worker(${base} + 'stolen.js'),
      'shared worker': () => new SharedWorker(${base} + 'stolen.js'),
      evaluation: () => (0, eval)('1'),
      function: () => new Function('return 1')(),
      font: () => new FontFace('f', 'url(' + ${base} + 'stolen.woff)').load(),
      beacon: () => navigator.sendBeacon(${base} + 'stolen') || Promise.reject(new Error('refused')),
      message: () => postMessage('forged'),
      channel: () => new BroadcastChannel('stolen'),
      database: () => indexedDB.databases(),
      caches: () => caches.keys(),
      files: () => navigator.storage.getDirectory(),
    };
    for (const [name, attempt] of Object.entries(attempts)) {
      try {
        await attempt();
        console.log(name, 'WORKED');
      } catch (error) {
        console.log(name, 'refused');
      }
    }
    console.log(self.origin);
  `);
  // What the policy refuses is reported as a request that failed; it was never sent.
  page.on('response', (response) => requested.push(response.url()));
  page.on('requestfailed', (request) => request.failure()?.errorText === 'csp' || requested.push(request.url()));
  await cell.run();
  expect(await cell.settled()).toBe('done');
  const lines = await cell.printed();
  expect(lines).toHaveLength(24);
  expect(lines.slice(0, -1).filter((line) => !line.endsWith(' refused'))).toEqual([]);
  expect(lines.at(-1)).toBe('null');
  expect(requested.filter((url) => url.includes('stolen') || url.startsWith('ws'))).toEqual([]);
});

test('the frame has a strict policy of its own, and runs nothing outside a sandbox', async ({ page, baseURL }) => {
  const policy = /content="([^"]+)"/.exec(sandboxPage)![1]!;
  expect(policy).toMatch(
    /^default-src 'none'; script-src 'sha256-[\w+/=]+' data: 'wasm-unsafe-eval'; worker-src data:; base-uri 'none'; form-action 'none'$/,
  );
  const headers = readFileSync(join(folder, '_headers'), 'utf8');
  expect(headers).toContain(`/vla/live/*\n  ! Content-Security-Policy\n  Content-Security-Policy: ${policy}; `);
  await page.goto('intro');
  const answered = await page.evaluate(async (address) => {
    const frame = document.createElement('iframe');
    frame.src = address;
    document.body.append(frame);
    await new Promise((resolve) => (frame.onload = resolve));
    const [cell, trouble] = [new MessageChannel(), new MessageChannel()];
    const bundle = 'var liveCell = { start: (source, port) => port.postMessage(source) }';
    frame.contentWindow!.postMessage({ bundle, source: 'ran' }, '*', [cell.port2, trouble.port2]);
    const message = new Promise((resolve) => (cell.port1.onmessage = ({ data }) => resolve(data)));
    return Promise.race([message, new Promise((resolve) => setTimeout(() => resolve('nothing'), 2000))]);
  }, `${baseURL}live/frame.htm`);
  expect(answered).toBe('nothing');
});

test('a cell that is run and edited breaks no accessibility rule, light and dark', async ({ page }) => {
  await page.goto('api/linear-transformer');
  const cell = new Cell(page, 'code', 3);
  await cell.run();
  expect(await cell.settled()).toBe('done');
  await expect(cell.root.locator('[data-plot] svg').first()).toBeVisible();
  await cell.edit();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).include('[data-live]').analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes[0]!.html])).toEqual([]);
  }
});

test.describe('a kernel in WGSL', () => {
  test('equals itself; a change shows as a difference; Reset brings it back', async ({ page }) => {
    await page.goto('api/wgsl');
    const cell = new Cell(page, 'wgsl', 1);
    await cell.run();
    expect(await cell.settled()).toBe('compared');
    await expect(cell.status).toHaveText(/^Equal to the original’s result in every bit, on .*software GPU/);
    const text = await cell.original();
    await cell.write(text.replace(' - recalled0)', ')'));
    await cell.run();
    await expect(cell.status).toHaveText(/^Differs from the original’s result by up to [1-9]/, { timeout: 120_000 });
    await cell.button('Reset').click();
    await cell.run();
    await expect(cell.status).toHaveText(/^Equal to/, { timeout: 120_000 });
  });

  test('a text that does not compile is reported by line, and the page’s other cells work', async ({ page }) => {
    await page.goto('api/wgsl');
    const cell = new Cell(page, 'wgsl');
    const lines = (await cell.original()).split('\n');
    const line = lines.findIndex((text) => text.includes('let token')) + 1;
    await cell.write(lines.map((text, index) => (index === line - 1 ? '    let token = head * ;' : text)).join('\n'));
    await cell.run();
    expect(await cell.settled()).toBe('refused');
    await expect(cell.root.locator('[data-compiler="error"]')).toContainText(`Line ${line}, column`);
    await expect(cell.root.locator('.cm-faultyLine')).toHaveText('    let token = head * ;');
    const other = new Cell(page, 'wgsl', 1);
    await other.run();
    expect(await other.settled()).toBe('compared');
  });

  test('outputs that nothing wrote give no result, with the reason', async ({ page }) => {
    await page.goto('api/wgsl');
    const cell = new Cell(page, 'wgsl', 1);
    const text = await cell.original();
    const oneLess = text.replace('var step = settings.begin', 'var step = settings.begin + 1u');
    expect(oneLess).not.toBe(text);
    await cell.write(oneLess);
    await cell.run();
    expect(await cell.settled()).toBe('failed');
    await expect(cell.root.locator('[data-notice]')).toContainText('did not write the whole result');
  });
});

test.describe('without WebGPU', () => {
  test('a kernel can be read and edited, and Run says what is missing', async ({ page }) => {
    await breakWorker(page, breakages.noWebGpu);
    await page.goto('api/wgsl');
    const cell = new Cell(page, 'wgsl');
    await cell.run();
    expect(await cell.settled()).toBe('failed');
    await expect(cell.root.locator('[data-notice]')).toContainText('This needs WebGPU.');
    await cell.edit();
  });

  test('a cell runs on the processor, and says so', async ({ page }) => {
    await page.route(`**/${sandboxBundle}`, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `(${String(breakages.noWebGpu)})();\n${await response.text()}` });
    });
    await page.goto(first);
    const cell = new Cell(page, 'code');
    await cell.write("import { openSession } from '@vla/kernels';\nawait openSession();");
    await cell.run();
    await expect(cell.root.locator('[data-tone="note"]')).toHaveText(/^It runs on the CPU: .* no WebGPU\.$/);
    await expect(cell.status).toHaveText(/ on CPU \(float32, WebAssembly\)\.$/);
  });
});
