import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findDriver } from '../../kernels/src/runtime/nodeDrivers.ts';
import { findBrowser } from './browser.ts';
import { canInstall, debianRelease, installPackages } from './packages.ts';
import { capture } from './shell.ts';

export type SoftwareDriver = 'lavapipe' | 'swiftshader';

/** A manifest in one of the usual places, or, for SwiftShader, beside the browser that brings it along. */
function findManifest(driver: SoftwareDriver): string | null {
  const usual = findDriver(driver, existsSync, process.env);
  const browser = driver === 'swiftshader' && !usual ? findBrowser() : null;
  const besideBrowser = browser ? join(dirname(browser), 'vk_swiftshader_icd.json') : null;
  return usual ?? (besideBrowser && existsSync(besideBrowser) ? besideBrowser : null);
}

/** True when Dawn gets an adapter from this driver. Runs in a process of its own: a driver is chosen once per process. */
function givesAdapter(manifest: string): boolean {
  const probe = `import { create } from 'webgpu';
    const adapter = await create([]).requestAdapter();
    console.log(adapter ? 'adapter-found' : 'none');`;
  const result = capture('node', ['--input-type=module', '-e', probe], { VK_DRIVER_FILES: manifest });
  return result.output.includes('adapter-found');
}

const instructions: Record<SoftwareDriver, string> = {
  lavapipe:
    'Mesa 23 or newer with lavapipe. Debian 12:\n' +
    '  echo "deb http://deb.debian.org/debian bookworm-backports main" > /etc/apt/sources.list.d/backports.list\n' +
    '  apt-get update && apt-get install -t bookworm-backports mesa-vulkan-drivers libvulkan1\n' +
    '  Ubuntu 24.04 or newer, Debian 13: apt-get install mesa-vulkan-drivers libvulkan1',
  swiftshader:
    'SwiftShader, which comes with Chromium (vk_swiftshader_icd.json), and the Vulkan loader: apt-get install chromium libvulkan1',
};

async function install(driver: SoftwareDriver): Promise<void> {
  await installPackages(['libvulkan1']);
  if (driver === 'swiftshader') return;
  // Debian 12's own Mesa (22.3) is refused by Dawn.
  await installPackages(['mesa-vulkan-drivers'], { fromBackports: debianRelease === 'bookworm' });
}

/** Finds a working software Vulkan driver or installs it; returns its manifest. Throws with instructions where it can't. */
export async function ensureDriver(driver: SoftwareDriver): Promise<string> {
  const found = findManifest(driver);
  if (found && givesAdapter(found)) return found;
  if (canInstall) {
    console.log(`No working ${driver} Vulkan driver found: installing it.`);
    await install(driver);
    const installed = findManifest(driver);
    if (installed && givesAdapter(installed)) return installed;
  }
  throw new Error(`The ${driver} Vulkan driver is missing or refused. Install ${instructions[driver]}`);
}
