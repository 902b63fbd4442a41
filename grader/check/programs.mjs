// The servers of the course, which are written in Rust: the sandbox and the checkpoints of the lessons.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parts, root } from './collections.mjs';

/** Builds the sandbox, its checkpoints and the apps, and says where each is: after `cargo test --workspace` there is nothing left to do. */
export function build() {
  const output = execFileSync(
    'cargo',
    ['build', '--workspace', '--bins', '--examples', '--locked', '--quiet', '--message-format=json'],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    },
  );
  const artifacts = output
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return new Map(
    artifacts.filter(({ executable }) => executable).map(({ target, executable }) => [target.name, executable]),
  );
}

/**
 * Starts a Rocket server with the settings of .env.example and an empty database, in an empty folder; without a port,
 * on a free one. `variables` are further settings.
 */
export function start(program, { port = 0, variables = {} } = {}) {
  const data = mkdtempSync(join(tmpdir(), 'server-'));
  const settings = Object.fromEntries(parts[0].collection.variable.map(({ key, value }) => [key, value]));
  const child = spawn(program, {
    cwd: data,
    env: {
      SystemRoot: process.env.SystemRoot,
      ROCKET_PORT: String(port),
      ROCKET_LOG_LEVEL: 'normal',
      ROCKET_CLI_COLORS: 'false',
      JWT_SECRET: settings.jwtSecret,
      JWT_ISSUER: settings.issuer,
      JWT_AUDIENCE: settings.audience,
      DATABASE_PATH: join(data, 'accounts.sqlite3'),
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // A test that is cut off stops nothing, and a server that lives on would hold up the run forever.
  const kill = () => child.kill();
  process.once('exit', kill);
  const stopped = new Promise((resolve) => child.once('exit', resolve)).then(() => {
    process.off('exit', kill);
    rmSync(data, { recursive: true, force: true });
  });
  const stop = () => {
    child.kill();
    return stopped;
  };
  const lines = createInterface(child.stdout);
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const baseUrl = line.match(/has launched from (http:\S+)/)?.[1];
      if (baseUrl) resolve({ baseUrl, stop });
    });
    lines.on('close', () => reject(new Error(`${program} stopped before it served`)));
  });
}
