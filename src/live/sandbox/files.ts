export const pluginName = 'live-cells';

/** Addresses of the sandbox's files below the base path; pages read them with usePluginData. */
export interface SandboxFiles {
  /** The page that the sandboxed frame loads. */
  readonly frame: string;
  /** The text that its worker runs. */
  readonly bundle: string;
}
