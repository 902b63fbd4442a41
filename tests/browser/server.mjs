// The sandbox, the attack lab or the server of a lesson, as a process in its own folder, and tokens that only someone
// with its secret can make.

import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const LESSON = '14-browser-session';
/** The secret that learners use, so that tokens from the lessons can be verified. */
export const SECRET = readFileSync(join(root, '.env.example'), 'utf8').match(/^JWT_SECRET=["']?([^"'\n]*)/m)[1];

/** The programs, and the Cargo command that builds them. After `cargo test --workspace`, they exist. */
export const SANDBOX = { name: 'jwt-sandbox', target: ['--bin', 'jwt-sandbox'] };
const example = (name) => ({ name, target: ['--example', name] });
const APP = example(LESSON);
export const ATTACK_LAB = example('attack-lab');
export const REFRESH = example('22-refresh');
export const REVOCATION = example('23-revocation');
export const CORS_SOLUTION = example(`${LESSON}-exercise-3`);
/** The two servers of lesson 20. */
export const ISSUER = example('issuer');
export const NOTES = example('notes');

export const lessonFile = (name, lesson = LESSON) => join(root, 'lessons', lesson, name);

function build({ name, target }) {
  const { status, stdout } = spawnSync(
    'cargo',
    ['build', '--workspace', ...target, '--locked', '--quiet', '--message-format=json'],
    { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (status !== 0) throw new Error(`${name} can't be built`);
  const built = stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
    .find(({ executable, target }) => executable && target.name === name);
  return built.executable;
}

/** Starts a server on a free port. `stop` ends it and removes its folder. */
export async function start(program = APP, variables = {}) {
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
  // A test that is cut off stops nothing, and a server that lives on would hold up the run forever.
  const kill = () => child.kill();
  process.once('exit', kill);
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
      kill();
      await ended;
      process.off('exit', kill);
      rmSync(folder, { recursive: true });
    },
  };
}

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
  return tokenOfText(JSON.stringify({ alg: 'HS256', typ: 'JWT' }), JSON.stringify(payload));
}

/** A token of any two texts, correctly signed. */
export function tokenOfText(header, payload) {
  const signed = [header, payload].map((text) => Buffer.from(text).toString('base64url')).join('.');
  return `${signed}.${createHmac('sha256', SECRET).update(signed).digest('base64url')}`;
}

/** What a token says. */
export const claimsOf = (token) => JSON.parse(Buffer.from(token.split('.')[1], 'base64url'));
