/** Notes for a test file which functions of texts it called: for `npm run mutate`, in the folder that MUTATE_REACH names. */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from 'vitest';

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
const started = Date.now();

afterAll(async () => {
  const { result } = await session.post('Profiler.takePreciseCoverage');
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const reached = result.flatMap(({ url, functions }) => {
    const path = relative(root, url.startsWith('file:') ? fileURLToPath(url) : url);
    if (!/^kernels\/src\/.*(?:\.wgsl|runtime\/wasm\/module)\.ts$/.test(path)) return [];
    return functions.flatMap(({ functionName, ranges }) => (ranges[0]!.count > 0 ? [`${path}#${functionName}`] : []));
  });
  const file = relative(root, expect.getState().testPath!);
  const note = { file, seconds: (Date.now() - started) / 1000, reached: [...new Set(reached)] };
  writeFileSync(join(process.env['MUTATE_REACH']!, `${file.replaceAll('/', '__')}.json`), JSON.stringify(note));
});
