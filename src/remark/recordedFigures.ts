import type { RecordedValue } from '../lib/recorded.ts';
import { attach, literal, visitElements, type Node, type PageFile } from './elements.ts';
import { figureOnPage, readRecorded } from './readRecorded.ts';

/**
 * Hands `<Figure id="…"/>` and `<Value of="figure.quantity"/>` what was recorded, as attributes, while the page is
 * compiled, and a figure the controls that its script will bring: the text of a page can only show a number that a figure's file holds.
 */
export default function recordedFigures({ directory }: { directory: string }) {
  return (tree: Node, file: PageFile): void =>
    visitElements(tree, file, (node) => {
      if (node.name === 'Figure') {
        const { summary, preview } = figureOnPage(directory, literal(node, 'id'));
        attach(node, 'recorded', summary);
        attach(node, 'preview', preview);
      }
      if (node.name === 'Value') attach(node, 'recorded', recordedValue(directory, literal(node, 'of')));
    });
}

function recordedValue(directory: string, reference: string): RecordedValue {
  const [figure = '', name = ''] = reference.split('.');
  const { title, quantities, provenance } = readRecorded(directory, figure);
  const quantity = quantities.find((candidate) => candidate.name === name);
  if (!quantity) {
    const known = quantities.map((candidate) => candidate.name).join(', ') || 'none';
    throw new Error(`figure "${figure}" has no quantity "${name}"; it has ${known}`);
  }
  const { date, adapter, commit } = provenance;
  return { figure, title, quantity, date, adapter, commit };
}
