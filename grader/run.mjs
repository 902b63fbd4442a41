#!/usr/bin/env node
// Runs the collection of one part, or all collections that one server can pass, and passes on Newman's options:
//
//   npm test -- --folder 07-verify
//   npm run all -- --env-var baseUrl=http://127.0.0.1:8001
//   npm test -- --explain

import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { graded, hasOwnServers } from './course.mjs';

const NEWMAN = createRequire(import.meta.url).resolve('newman/bin/newman.js');
const OPTIONS = ['--timeout-request', '10000', '--reporters', 'steps'];

const [which, ...given] = process.argv.slice(2);
// The reporter's option has a longer name in Newman.
const options = given.map((option) => (option === '--explain' ? '--reporter-steps-explain' : option));
const parts = graded.filter((part) => (which === 'all' ? !hasOwnServers(part) : which === String(part.number)));
if (parts.length === 0) {
  console.error(
    `usage: node run.mjs ${[...graded.map(({ number }) => number), 'all'].join('|')} [--explain] [options of newman run]`,
  );
  process.exit(2);
}
// Without the `--`, npm keeps an option for itself and passes on only its value, which Newman ignores: the run would be
// the wrong one.
if (options.length > 0 && !options[0].startsWith('-')) {
  console.error(`${options[0]} isn't an option. Write -- before the options: npm test -- --folder 07-verify`);
  console.error('In PowerShell, write npm.cmd instead of npm: otherwise, the -- is lost.');
  process.exit(2);
}
const asked = options.flatMap((option, index) =>
  option === '--folder' ? [options[index + 1]] : option.startsWith('--folder=') ? [option.slice(9)] : [],
);
const names = parts.flatMap(({ file }) => namesIn(JSON.parse(readFileSync(file, 'utf8'))));
const unknown = asked.find((name) => !names.includes(name));
if (unknown !== undefined) {
  console.error(
    `There is no folder ${unknown}. The folders are:\n${names.filter((name) => /^\d/.test(name)).join('\n')}`,
  );
  console.error('You can also name a single request.');
  process.exit(2);
}

for (const { file } of parts) {
  const { status } = spawnSync(process.execPath, [NEWMAN, 'run', fileURLToPath(file), ...OPTIONS, ...options], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}

/** The names of a collection's folders and requests. */
function namesIn({ item = [] }) {
  return item.flatMap((one) => [one.name, ...namesIn(one)]);
}
