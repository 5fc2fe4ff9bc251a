import { createHash } from 'node:crypto';

/**
 * Text of the worker before the page hands over what it is to run: a bundle whose `liveCell.start` takes the cell. Both
 * come from data: addresses, as the modules of the cell do (src/live/cell/address.ts): WebKit refuses a worker of an
 * opaque origin its own blob: addresses, and Firefox holds what a worker imports against worker-src too. The bundle has a
 * short name for the stacks of errors, each place of which would hold all of it otherwise, as it does in WebKit.
 */
const worker = `
onmessage = ({ data: { bundle, source }, ports: [port] }) => {
  onmessage = null;
  importScripts('data:text/javascript,' + encodeURIComponent(bundle + '\\n//# sourceURL=package.js'));
  liveCell.start(source, port);
};
`;

/**
 * The frame starts a worker and stands back. It works only with an opaque origin, that is inside a sandbox: whoever
 * embeds it otherwise gets nothing that runs here. The worker comes from a data: address, since Chromium takes
 * one from a blob of an opaque origin for insecure, and gives it no WebGPU; its own origin is opaque too.
 */
const script = `
addEventListener('message', ({ source, data, ports: [cell, trouble] }) => {
  if (source !== parent || self.origin !== 'null') return;
  const worker = new Worker(${JSON.stringify(`data:text/javascript,${encodeURIComponent(worker)}`)});
  worker.onerror = ({ message }) => trouble.postMessage(message || 'the worker did not start');
  worker.postMessage(data, [cell]);
}, { once: true });
`;

/**
 * Runs its one script, and workers, modules and WebAssembly from what it holds, which is all that a data: address can give;
 * loads nothing, sends nothing. Workers inherit it.
 */
export const framePolicy = [
  "default-src 'none'",
  `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}' data: 'wasm-unsafe-eval'`,
  'worker-src data:',
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The page that a live cell's sandboxed frame loads. */
export const framePage = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${framePolicy}">
<meta name="robots" content="noindex">
<title>Sandbox of the live cells</title>
</head>
<body><script>${script}</script></body>
</html>
`;
