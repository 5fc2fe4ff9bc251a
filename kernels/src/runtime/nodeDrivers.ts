export type NodeDriver = 'lavapipe' | 'swiftshader' | 'any';

/** Where distributions and browsers put the Vulkan manifests of the two software drivers. */
const MANIFESTS: Record<Exclude<NodeDriver, 'any'>, readonly string[]> = {
  lavapipe: ['/usr/share/vulkan/icd.d', '/usr/local/share/vulkan/icd.d', '/etc/vulkan/icd.d'].flatMap((folder) => [
    `${folder}/lvp_icd.json`,
    `${folder}/lvp_icd.x86_64.json`,
    `${folder}/lvp_icd.aarch64.json`,
  ]),
  swiftshader: [
    '/usr/lib/chromium',
    '/usr/lib/chromium-browser',
    '/usr/lib64/chromium-browser',
    '/opt/google/chrome',
    '/snap/chromium/current/usr/lib/chromium-browser',
  ].map((folder) => `${folder}/vk_swiftshader_icd.json`),
};

/** Environment variables that name a manifest elsewhere. */
const VARIABLES = { lavapipe: 'VLA_LAVAPIPE', swiftshader: 'VLA_SWIFTSHADER' } as const;

/** The first manifest of a driver that exists, or null. */
export function findDriver(
  driver: Exclude<NodeDriver, 'any'>,
  exists: (path: string) => boolean,
  environment: Readonly<Record<string, string | undefined>>,
): string | null {
  const named = environment[VARIABLES[driver]];
  return [...(named ? [named] : []), ...MANIFESTS[driver]].find(exists) ?? null;
}

/** What to do when a driver is missing. */
export function installHint(driver: NodeDriver): string {
  const lavapipe = 'Debian or Ubuntu: apt install mesa-vulkan-drivers; Fedora: dnf install mesa-vulkan-drivers';
  const swiftshader = 'SwiftShader comes with Chromium; Debian or Ubuntu: apt install chromium';
  if (driver === 'swiftshader') return `${swiftshader}.`;
  if (driver === 'lavapipe') return `${lavapipe}.`;
  return `A software GPU will do. ${lavapipe}. ${swiftshader}.`;
}
