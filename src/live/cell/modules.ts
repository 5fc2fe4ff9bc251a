export type ModuleNamespace = Readonly<Record<string, unknown>>;

/** What a cell can import. Each is evaluated when the first cell of a run asks for it. */
const loaders: Readonly<Record<string, () => Promise<ModuleNamespace>>> = {
  '@vla/kernels': () => import('@vla/kernels'),
  '@vla/kernels/layers': () => import('@vla/kernels/layers'),
  '@vla/kernels/math': () => import('@vla/kernels/math'),
  '@vla/kernels/model': () => import('@vla/kernels/model'),
  '@vla/kernels/random': () => import('@vla/kernels/random'),
  '@vla/kernels/reference': () => import('@vla/kernels/reference'),
  '@vla/kernels/tasks': () => import('@vla/kernels/tasks'),
  '@vla/kernels/training': () => import('@vla/kernels/training'),
  '@tensorflow/tfjs-backend-cpu': () => import('@tensorflow/tfjs-backend-cpu'),
  '@tensorflow/tfjs-core': () => import('@tensorflow/tfjs-core'),
  '@tensorflow/tfjs-layers': () => import('@tensorflow/tfjs-layers'),
};

/** Throws an error that lists what there is. */
export function loadModule(specifier: string): Promise<ModuleNamespace> {
  return (loaders[specifier] ?? refuse(specifier))();
}

export function checkModule(specifier: string): void {
  if (!Object.hasOwn(loaders, specifier)) refuse(specifier);
}

function refuse(specifier: string): never {
  throw new Error(`There is no module "${specifier}" here. A cell can import ${Object.keys(loaders).join(', ')}.`);
}
