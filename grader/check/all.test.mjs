// `npm run all` runs both collections with the options that it is given, and fails if one of them fails.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { AccountsServer } from './accounts-server.mjs';
import { root } from './collection.mjs';
import { Server, listen } from './server.mjs';

for (const [what, newServer, expected] of [
  ['a server that does all', () => new AccountsServer(), { status: 0, failed: ['0', '0'] }],
  ['a server that has no accounts', () => new Server(), { status: 1, failed: ['0', '1'] }],
]) {
  test(`${what} is asked by both collections`, async (t) => {
    const { baseUrl, close } = await listen(newServer());
    t.after(close);
    const { status, output } = await run('--env-var', `baseUrl=${baseUrl}`);
    const failed = [...output.matchAll(/^\d+ passed, (\d+) failed, \d+ skipped in /gm)].map(([, count]) => count);
    assert.deepEqual({ status, failed }, expected, output);
  });
}

function run(...options) {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, 'postman/all.mjs'), ...options], (error, output) => {
      resolve({ status: error ? error.code : 0, output });
    });
  });
}
