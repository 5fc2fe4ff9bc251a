/** What sharing a device needs of tfjs, by name: a namespace that is imported on demand is bundled whole. */
export {
  backend,
  engine,
  findBackend,
  getBackend,
  registerBackend,
  removeBackend,
  setBackend,
} from '@tensorflow/tfjs-core';
