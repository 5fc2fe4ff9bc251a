import { breakages, breakWorker, removeWorker } from './support/faults.ts';
import { pageOf } from './support/site.ts';
import { expect, test, Widget } from './support/test.ts';

const id = 'jacobian-norm';

test.describe('without a device the CPU computes, and says so', () => {
  for (const [breakage, reason] of [
    ['noWebGpu', /has no WebGPU/],
    ['adapterNull', /no adapter/],
    ['adapterHangs', /not answered within/],
    ['adapterRejects', /the driver crashed/],
    ['deviceRefused', /no more devices/],
  ] as const) {
    test(breakage, async ({ page }) => {
      await breakWorker(page, breakages[breakage]);
      await page.goto(pageOf(id));
      const widget = new Widget(page, id);
      await widget.runButton.click();
      expect(await widget.settled(), await widget.root.innerText()).toBe('done');
      const { ran } = await widget.published();
      expect(ran).toMatchObject({ backend: 'wasm', note: expect.stringMatching(reason) });
      await expect(widget.root).toContainText(reason);
      await expect(widget.root).toContainText(ran.adapter);
      await widget.changeSeed(4711);
      await widget.runButton.click();
      await expect.poll(async () => (await widget.published()).seed, { timeout: 120_000 }).toBe(4711);
    });
  }
});

test.describe('a fault of the device gives a reason and no number, and the CPU can be chosen', () => {
  for (const [breakage, message] of [
    ['shaderBroken', /A shader did not compile.*line \d+/s],
    ['writesPastItsEnd', /wrote past the end of its result/],
    ['writesZeros', /failed its check against the float64 reference/],
    ['deviceDestroyedAlways', /graphics device was lost/],
  ] as const) {
    test(breakage, async ({ page }) => {
      await breakWorker(page, breakages[breakage]);
      await page.goto(pageOf(id));
      const widget = new Widget(page, id);
      await widget.runButton.click();
      await widget.expectFailure(message);
      await expect(widget.root.getByRole('img').first()).toBeVisible();
      await widget.chooseCpu();
      await widget.runButton.click();
      expect(await widget.settled(), await widget.root.innerText()).toBe('done');
      expect((await widget.published()).ran.backend).toBe('wasm');
      await expect(widget.numbers).toHaveCount(1);
    });
  }

  test('a device destroyed during a job: the next run opens a new one', async ({ page }) => {
    await breakWorker(page, breakages.deviceDestroyedOnce);
    await page.goto(pageOf(id));
    const widget = new Widget(page, id);
    await widget.runButton.click();
    await widget.expectFailure(/graphics device was lost/);
    await widget.runButton.click();
    expect(await widget.settled(), await widget.root.innerText()).toBe('done');
    expect((await widget.published()).ran.backend).toBe('webgpu');
  });

  test('a device that is lost again and again: the CPU takes over with the reason, without a loop', async ({
    page,
  }) => {
    await breakWorker(page, breakages.deviceDestroyedAlways);
    await page.goto(pageOf(id));
    const widget = new Widget(page, id);
    for (let attempt = 0; attempt < 2; attempt++) {
      await widget.runButton.click();
      await widget.expectFailure(/graphics device was lost/);
    }
    await widget.runButton.click();
    expect(await widget.settled(), await widget.root.innerText()).toBe('done');
    expect((await widget.published()).ran).toMatchObject({
      backend: 'wasm',
      note: expect.stringContaining('lost twice'),
    });
  });

  test('the device check fails on a device that computes wrongly', async ({ page }) => {
    await breakWorker(page, breakages.writesZeros);
    await page.goto(pageOf('device-check'));
    const widget = new Widget(page, 'device-check');
    await widget.runButton.click();
    await widget.expectFailure(/This device failed the check/);
  });
});

test('a crash of the GPU process ends the run, and the next run works', async ({ playwright, baseURL }, {
  project,
}) => {
  // A browser of its own: the crash would be felt by every other page.
  const browser = await playwright.chromium.launch(project.use.launchOptions);
  try {
    const page = await browser.newPage({ baseURL });
    await page.goto(pageOf('eigenvalues'));
    const widget = new Widget(page, 'eigenvalues');
    await widget.runButton.click();
    await expect(widget.root.getByRole('progressbar')).not.toHaveAttribute('value', '0', { timeout: 180_000 });
    await (await browser.newBrowserCDPSession()).send('Browser.crashGpuProcess');
    await widget.expectFailure(/graphics device was lost/);
    await widget.runButton.click();
    expect(await widget.settled(), await widget.root.innerText()).toBe('done');
    expect((await widget.published()).ran.backend).toBe('webgpu');
  } finally {
    await browser.close();
  }
});

test('a missing worker script is reported, and Run works once it is there', async ({ page }) => {
  await removeWorker(page);
  await page.goto(pageOf(id));
  const widget = new Widget(page, id);
  await widget.runButton.click();
  await widget.expectFailure(/did not start.*Reload the page/s);
  await page.unroute('**/assets/js/*.js');
  await widget.runButton.click();
  expect(await widget.settled(), await widget.root.innerText()).toBe('done');
});

test('an exception in the worker ends its run only', async ({ page }) => {
  await breakWorker(page, () => {
    const submit = GPUQueue.prototype.submit;
    GPUQueue.prototype.submit = function (buffers) {
      GPUQueue.prototype.submit = submit;
      setTimeout(() => {
        throw new Error('a stray exception');
      });
      submit.call(this, buffers);
    };
  });
  await page.goto(pageOf(id));
  const widget = new Widget(page, id);
  await widget.runButton.click();
  await widget.expectFailure(/a stray exception/);
});
