/** Loaded before an example that runs as a plain program: `plot` says in words what a page would draw. */
import { describePlot, plotOf, type PlotRequest } from '../cell/plot.ts';

Object.assign(globalThis, {
  // eslint-disable-next-line no-console -- the program's own output
  plot: (request: PlotRequest) => console.log(describePlot(plotOf(request))),
});
