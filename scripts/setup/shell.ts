import { spawn, spawnSync } from 'node:child_process';

export interface CommandResult {
  readonly exitCode: number;
  readonly output: string;
}

/** Runs a command to its end without a shell and gathers what it printed. */
export function capture(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): CommandResult {
  const result = spawnSync(command, [...args], { encoding: 'utf8', env: { ...process.env, ...env } });
  return { exitCode: result.status ?? 1, output: `${result.stdout ?? ''}${result.stderr ?? ''}` };
}

/** Runs a command, passes its output on as it comes, and gathers it. */
export function follow(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
  print: (text: string) => void = (text) => process.stdout.write(text),
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      // So that a character that comes in two pieces stays one.
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        print(text);
      });
    }
    child.on('error', (error) => resolve({ exitCode: 1, output: `${output}${error.message}\n` }));
    child.on('close', (exitCode) => resolve({ exitCode: exitCode ?? 1, output }));
  });
}
