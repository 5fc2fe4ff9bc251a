/** tfjs's WebGPU backend alone, which is imported once there is a device for it. */
export { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
