#!/usr/bin/env node
// Runs the collection of one part, or all of them one after the other, and hands on Newman's options:
//
//   npm test -- --folder 07-verify
//   npm run all -- --env-var baseUrl=http://127.0.0.1:8001

import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { graded } from './course.mjs';

const NEWMAN = createRequire(import.meta.url).resolve('newman/bin/newman.js');
const OPTIONS = ['--timeout-request', '5000', '--reporters', 'steps'];

const [which, ...options] = process.argv.slice(2);
const parts = graded.filter(({ number }) => which === 'all' || which === String(number));
if (parts.length === 0) {
  console.error(
    `usage: node run.mjs ${[...graded.map(({ number }) => number), 'all'].join('|')} [options of newman run]`,
  );
  process.exit(2);
}
for (const { file } of parts) {
  const { status } = spawnSync(process.execPath, [NEWMAN, 'run', fileURLToPath(file), ...OPTIONS, ...options], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
