export type { Folder, FolderFile } from './folder.ts';
export { pickedFolder } from './pickedFolder.ts';
export type { LoadOptions } from './readAll.ts';
export type { Layout } from './layout.ts';
