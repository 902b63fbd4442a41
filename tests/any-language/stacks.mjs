// The servers in lessons/any-language, and how to start one, or one with a mistake in it.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { grade } from '../../grader/grade.mjs';
import { parts } from '../../grader/check/collections.mjs';

const ROOT = new URL('../../', import.meta.url);
const PYTHON = fileURLToPath(new URL('target/any-language/bin/python', ROOT));
const [{ collection: signAndVerify }] = parts;
const EXAMPLE_SECRET = signAndVerify.variable.find(({ key }) => key === 'jwtSecret').value;

export const stacks = ['flask', 'fastapi', 'django', 'express-jsonwebtoken', 'express-jose', 'fastify'].map((name) => {
  const folder = new URL(`lessons/any-language/${name}/`, ROOT);
  const isPython = existsSync(new URL('requirements.txt', folder));
  const read = (file) => readFileSync(new URL(file, folder), 'utf8');
  return {
    name,
    folder,
    read,
    extension: isPython ? 'py' : 'mjs',
    program: isPython ? PYTHON : process.execPath,
    page: read('README.md'),
    /** Each library with its exact version. */
    versions: isPython
      ? read('requirements.txt')
          .trim()
          .split('\n')
          .map((line) => line.split('=='))
      : Object.entries(JSON.parse(read('package.json')).dependencies),
  };
});

/** The results of a collection for a program of this stack: its text, written beside the original. */
export async function resultsOf(stack, text, { collection = signAndVerify, environment = {}, variables, folder } = {}) {
  // Two files of tests run at the same time.
  const file = `under_test_${process.pid}.${stack.extension}`;
  const place = new URL(file, stack.folder);
  const port = await freePort();
  writeFileSync(place, text);
  const child = spawn(stack.program, [file], {
    cwd: fileURLToPath(stack.folder),
    env: { PATH: process.env.PATH, PORT: String(port), JWT_SECRET: EXAMPLE_SECRET, ...environment },
    stdio: 'ignore',
    // With its reloader or debugger, a server is two processes.
    detached: true,
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const stop = () => {
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended already.
    }
  };
  process.once('exit', stop);
  try {
    const baseUrl = `http://127.0.0.1:${port}`;
    await answering(baseUrl, () => child.exitCode !== null || child.signalCode !== null);
    const token = await tokenOf(baseUrl);
    return { results: await grade(collection, baseUrl, { variables, folder }), token };
  } finally {
    stop();
    await ended;
    process.off('exit', stop);
    rmSync(place);
  }
}

async function answering(baseUrl, hasEnded) {
  for (;;) {
    if (hasEnded()) throw new Error('the server ended');
    try {
      return await fetch(baseUrl);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** The claims of the server's own token, if it gives one. */
async function tokenOf(baseUrl) {
  const answer = await fetch(`${baseUrl}/sign-token`, { redirect: 'manual' });
  const [, payload] = (await answer.text()).match(/eyJ[\w-]+\.(eyJ[\w-]+)\./) ?? [];
  return payload && JSON.parse(Buffer.from(payload, 'base64url'));
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
