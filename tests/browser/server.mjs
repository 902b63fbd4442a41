// The server of lesson 14 as its own process, with a database of its own, and tokens that only
// somebody with its secret can make.

import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const LESSON = '14-browser-session';
const SECRET = 'a secret that the tests know, long enough for HS256';

export const lessonFile = (name) => join(root, 'lessons', LESSON, name);

/** Builds the app: after `cargo test --workspace` there is nothing left to do. */
function build(program) {
  const { status, stdout } = spawnSync(
    'cargo',
    ['build', '--workspace', '--example', program, '--locked', '--quiet', '--message-format=json'],
    { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (status !== 0) throw new Error(`${program} can't be built`);
  const built = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
    .find(({ executable, target }) => executable && target.name === program);
  return built.executable;
}

/** Starts the server, or the solution of an exercise, on a free port. `stop` ends it and removes its database. */
export async function start({ program = LESSON, variables = {} } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'jwt-sandbox-browser-'));
  const child = spawn(build(program), {
    cwd: folder,
    env: {
      SystemRoot: process.env.SystemRoot,
      ROCKET_PORT: '0',
      ROCKET_CLI_COLORS: 'false',
      JWT_SECRET: SECRET,
      DATABASE_PATH: join(folder, 'test.sqlite3'),
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout);
  const origin = await new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const origin = line.match(/has launched from (http:\S+)/)?.[1];
      if (origin) resolve(origin);
    });
    lines.on('close', () => reject(new Error('the server stopped before it served')));
  });
  return {
    origin,
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await ended;
      rmSync(folder, { recursive: true });
    },
  };
}

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token as the server signs it, with these claims changed. */
export function token(claims) {
  const now = Math.floor(Date.now() / 1000);
  const payload = {
    iss: 'jwt-sandbox',
    aud: 'jwt-sandbox-students',
    iat: now,
    exp: now + 60,
    ...claims,
  };
  const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(payload)}`;
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}

/** What a token says. */
export const claimsOf = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
