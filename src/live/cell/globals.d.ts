import type { PlotRequest } from './plot.ts';

declare global {
  /** Draws lines or a matrix under the cell. Elsewhere there is no such function: it belongs to the pages. */
  function plot(request: PlotRequest): void;
}
