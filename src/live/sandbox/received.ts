import { describePlot } from '../cell/plot.ts';
import type { CellPlot, FromCell } from '../cell/protocol.ts';

const tones = ['log', 'warn', 'error', 'value', 'note'] as const;

/**
 * A message from the sandbox, or null where it is none. Edited code may have forged it, and what the page shows of it
 * must be text and numbers.
 */
export function received(data: unknown): FromCell | null {
  if (typeof data !== 'object' || data === null) return null;
  const message = data as Record<string, unknown>;
  switch (message['type']) {
    case 'started':
      return { type: 'started' };
    case 'text': {
      const tone = tones.find((candidate) => candidate === message['tone']);
      return tone ? { type: 'text', tone, text: String(message['text']) } : null;
    }
    case 'plot':
      return isPlot(message['plot']) ? { type: 'plot', plot: message['plot'] } : null;
    case 'done': {
      const place = message['place'] === null ? null : String(message['place']);
      return { type: 'done', milliseconds: Number(message['milliseconds']), place };
    }
    case 'failed': {
      const { message: text, line } = Object(message['failure']) as Record<string, unknown>;
      return { type: 'failed', failure: { message: String(text), line: typeof line === 'number' ? line : null } };
    }
    default:
      return null;
  }
}

function isPlot(value: unknown): value is CellPlot {
  try {
    const plot = value as CellPlot;
    const texts = plot.kind === 'lines' ? [plot.x.label, plot.y.label, ...plot.lines.map(({ name }) => name)] : [];
    const numbers = plot.kind === 'lines' ? plot.lines.flatMap(({ points }) => points.flat()) : plot.values;
    describePlot(plot);
    return [plot.title, ...texts].every((text) => typeof text === 'string') && numbers.every(Number.isFinite);
  } catch {
    return false;
  }
}
