const doors = [
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'WebSocketStream',
  'WebTransport',
  'EventSource',
  'BroadcastChannel',
  'Worker',
  'SharedWorker',
  'importScripts',
  'postMessage',
  'indexedDB',
  'caches',
  'cookieStore',
];

/**
 * Takes the names by which a worker reaches the network, storage or other contexts. The policy and the opaque origin of
 * the sandbox refuse all of it anyway; this is a second wall, for a browser in which the first has a hole.
 */
export function closeDoors(): void {
  for (const name of doors) {
    for (let owner: object | null = globalThis; owner; owner = Object.getPrototypeOf(owner) as object | null) {
      Reflect.deleteProperty(owner, name);
    }
  }
}
