#!/usr/bin/env node
// Runs both collections, one after the other, with the same options of Newman:
//
//   npm run all -- --env-var baseUrl=http://127.0.0.1:8001

import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const NEWMAN = createRequire(import.meta.url).resolve('newman/bin/newman.js');
const COLLECTIONS = ['1-sign-and-verify', '2-accounts-and-sessions'];
const OPTIONS = ['--timeout-request', '5000', '--reporters', 'steps'];

const cwd = fileURLToPath(new URL('.', import.meta.url));
for (const name of COLLECTIONS) {
  const parameters = [NEWMAN, 'run', `${name}.postman_collection.json`, ...OPTIONS, ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, parameters, { cwd, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
