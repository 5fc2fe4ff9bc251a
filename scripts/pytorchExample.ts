/**
 * The PyTorch file that the site has to be opened: `npx tsx scripts/pytorchExample.ts` writes it. An untrained model, made here and saved under
 * the authors’ names.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import '@tensorflow/tfjs-backend-cpu';
import { setBackend } from '@tensorflow/tfjs-core';
import { saveSource, VLATransformer, type TransformerOptions } from '@vla/kernels/model';

export const exampleFile = new URL('../static/pytorch/tinylm-vla.safetensors', import.meta.url);

/** As the published notebook has it, but smaller. */
const options: TransformerOptions = {
  ...{ vocabulary: 20, length: 32, modelDim: 16, layers: 2, heads: 1, feedForwardDim: 32 },
  ...{ preset: 'VLAv3Attn', gelu: 'erf', seed: 7 },
};

export async function exampleBytes(): Promise<Uint8Array> {
  await setBackend('cpu');
  const model = new VLATransformer(options);
  try {
    return await saveSource(model);
  } finally {
    model.dispose();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await mkdir(new URL('.', exampleFile), { recursive: true });
  await writeFile(exampleFile, await exampleBytes());
}
