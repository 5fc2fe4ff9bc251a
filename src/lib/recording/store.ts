import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RecordedFigure } from '../experiment.ts';
import type { PictureVariant } from './picture.ts';

/** The folder of recorded figures: for each, ID.json and the pictures ID.VARIANT.svg. */
export class FigureStore {
  constructor(readonly folder: string) {}

  /** Ids of all recorded figures. */
  ids(): string[] {
    if (!existsSync(this.folder)) return [];
    return readdirSync(this.folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => name.slice(0, -'.json'.length))
      .sort();
  }

  read(id: string): RecordedFigure | null {
    const path = this.#path(id, 'json');
    return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as RecordedFigure) : null;
  }

  readPicture(id: string, variant: PictureVariant['name']): string | null {
    const path = this.#path(id, `${variant}.svg`);
    return existsSync(path) ? readFileSync(path, 'utf8') : null;
  }

  /** Writes data, table and sources on a line each: a change to the rest shows in a diff. */
  write(figure: RecordedFigure): void {
    const { data, table, sources, ...rest } = figure;
    const parts = { ...rest, sources: sources && '%sources%', table: '%table%', data: '%data%' };
    const text = JSON.stringify(parts, null, 2)
      .replace('"%sources%"', () => JSON.stringify(sources))
      .replace('"%table%"', () => JSON.stringify(table))
      .replace('"%data%"', () => JSON.stringify(data));
    this.#write(this.#path(figure.id, 'json'), `${text}\n`);
  }

  writePicture(id: string, variant: PictureVariant['name'], svg: string): void {
    this.#write(this.#path(id, `${variant}.svg`), svg);
  }

  #path(id: string, suffix: string): string {
    return join(this.folder, `${id}.${suffix}`);
  }

  #write(path: string, text: string): void {
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(path, text);
  }
}
