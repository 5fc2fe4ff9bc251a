import { checkPath, fileError } from '../files/folder.ts';
import { checkText } from '../files/utf8.ts';

/** A line of a file of metadata. */
export interface Listed {
  /** Path of the picture from the folder of its level on. */
  readonly picture: string;
  /** 1 where the markers are on one contour. */
  readonly label: 0 | 1;
  /** Dashes of the contour that was to be drawn. */
  readonly contour: number;
  readonly line: number;
}

/**
 * The pictures that a file of metadata lists. Although their names end in .npy these files are text: a line for each picture, with blanks
 * between folder, file, number, label, continuity, length of the contour, of a distractor, of a dash, thickness, margin and contrasts. The
 * published code reads folder, file and label.
 *
 * @throws ArgumentError that names the file, the line and what is wrong with it
 */
export function listedIn(bytes: Uint8Array, path: string): Listed[] {
  if (bytes.length === 0) throw fileError(path, 'is empty; expected a line for each picture');
  if (bytes[0] === 0x93 && String.fromCharCode(...bytes.subarray(1, 6)) === 'NUMPY') {
    throw fileError(path, 'is an array of NumPy; expected text, which the published files are in spite of their names');
  }
  checkText(bytes, path);
  const lines = new TextDecoder().decode(bytes).split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line, i) => listedBy(line, i + 1, path));
}

function listedBy(line: string, number: number, path: string): Listed {
  const columns = line.split(' ');
  const [folder, file, , label, , contour] = columns;
  if (columns.length < 11) {
    throw fileError(path, `has ${columns.length} columns in line ${number}; expected 11, with blanks between them`);
  }
  if (label !== '0' && label !== '1') {
    throw fileError(path, `has the label ${JSON.stringify(label)} in line ${number}; expected 0 or 1`);
  }
  const picture = `${folder}/${file}`;
  try {
    checkPath(picture);
  } catch (error) {
    throw fileError(path, `names the picture ${(error as Error).message}, in line ${number}`);
  }
  if (!picture.endsWith('.png'))
    throw fileError(path, `names the picture ${JSON.stringify(picture)} in line ${number}; expected a PNG`);
  return { picture, label: label === '1' ? 1 : 0, contour: Number(contour), line: number };
}
