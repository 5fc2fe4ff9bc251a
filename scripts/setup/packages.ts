import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { capture, follow } from './shell.ts';

const osRelease = existsSync('/etc/os-release') ? readFileSync('/etc/os-release', 'utf8') : '';
const field = (name: string): string => new RegExp(`^${name}="?([^"\\n]*)`, 'm').exec(osRelease)?.[1] ?? '';

/** Debian's release name ("bookworm"), or "" elsewhere. */
export const debianRelease = field('ID') === 'debian' ? field('VERSION_CODENAME') : '';

/** True where packages can be installed without asking: Debian or Ubuntu, as root. */
export const canInstall =
  process.getuid?.() === 0 &&
  capture('apt-get', ['--version']).exitCode === 0 &&
  ['debian', 'ubuntu'].includes(field('ID'));

const backportsList = '/etc/apt/sources.list.d/vla-backports.list';
let listsAreFresh = false;

/** Installs Debian packages; `fromBackports` takes them from the release's backports (newer versions). */
export async function installPackages(names: readonly string[], { fromBackports = false } = {}): Promise<boolean> {
  if (fromBackports && !existsSync(backportsList)) {
    writeFileSync(backportsList, `deb http://deb.debian.org/debian ${debianRelease}-backports main\n`);
    listsAreFresh = false;
  }
  if (!listsAreFresh) {
    const update = await follow('apt-get', ['update', '-qq']);
    if (update.exitCode !== 0) return false;
    listsAreFresh = true;
  }
  const target = fromBackports ? ['-t', `${debianRelease}-backports`] : [];
  const args = ['install', '-y', '-qq', '--no-install-recommends', ...target, ...names];
  return (await follow('apt-get', args, { DEBIAN_FRONTEND: 'noninteractive' })).exitCode === 0;
}
