export { archiveLevels, findArchive, readArchive } from './archive.ts';
export type { Archive, ArchiveChoice, ArchiveLevel, ArchivedPicture } from './archive.ts';
export type { Decode } from './png.ts';
export { loadPathfinderArchive, pathfinderArchiveTask, pathfinderArchiveTokens } from './task.ts';
export type { PathfinderArchiveSettings } from './task.ts';
