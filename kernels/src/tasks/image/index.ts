export { greyOf } from './grey.ts';
export type { Grey } from './grey.ts';
export { findPictures, pictureNames, pictureSize, readPictures } from './pictures.ts';
export type { Picture, Pictures } from './pictures.ts';
export { imagePresets } from './presets.ts';
export type { ImagePreset } from './presets.ts';
export { imageTask, imageTokens, loadImage } from './task.ts';
export type { ImageSettings } from './task.ts';
