// What the npm scripts run: `npm test`, `npm run part2` and `npm run all` with the options that they are given.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { Server, listen } from './1-sign-and-verify/server.mjs';
import { AccountsServer } from './2-accounts-and-sessions/server.mjs';
import { WorkshopServer } from './3-break-and-fix/server.mjs';
import { IssuerServer } from './4-beyond-one-secret/server.mjs';
import { root } from './collections.mjs';

for (const [what, newServer, which, expected] of [
  ['all collections ask a server that does all', () => new AccountsServer(), 'all', { status: 0, failed: ['0', '0'] }],
  ['all collections ask a server that has no accounts', () => new Server(), 'all', { status: 1, failed: ['0', '1'] }],
  ['collection 1 alone asks a server that has no accounts', () => new Server(), '1', { status: 0, failed: ['0'] }],
  [
    'collection 3 alone asks a server that does all of it',
    () => new WorkshopServer(),
    '3',
    { status: 0, failed: ['0'] },
  ],
  ['collection 4 asks an issuer and its notes service', () => new IssuerServer(), '4', { status: 0, failed: ['0'] }],
  ['collection 2 alone asks a server that has no accounts', () => new Server(), '2', { status: 1, failed: ['1'] }],
]) {
  test(what, async (t) => {
    const server = newServer();
    const { baseUrl, close } = await listen(server);
    t.after(close);
    const notes = server.notes && (await listen(server.notes));
    if (notes) t.after(notes.close);
    const more = notes ? ['--env-var', `notesUrl=${notes.baseUrl}`] : [];
    const { status, output } = await run(which, '--env-var', `baseUrl=${baseUrl}`, ...more);
    const failed = [...output.matchAll(/^\d+ passed, (\d+) failed, \d+ skipped in /gm)].map(([, count]) => count);
    assert.deepEqual({ status, failed }, expected, output);
  });
}

test('a part that does not exist is named', async () => {
  assert.deepEqual(await run('9'), {
    status: 2,
    output: 'usage: node run.mjs 1|2|3|4|all [--explain] [options of newman run]\n',
  });
});

for (const word of ['07-verify', 'baseUrl=http://127.0.0.1:8001']) {
  test(`${word} without its option, which npm keeps if the -- is missing, runs nothing`, async () => {
    assert.deepEqual(await run('1', word), {
      status: 2,
      output:
        `${word} isn't an option. Write -- before the options: npm test -- --folder 07-verify\n` +
        'In PowerShell, write npm.cmd instead of npm: otherwise, the -- is lost.\n',
    });
  });
}

test('--explain shows what a failed step is about, above its first failure and nowhere else', async (t) => {
  class AnswersAnyPath extends Server {
    unknownPath(path) {
      return this.json(200, { path });
    }
  }
  const { baseUrl, close } = await listen(new AnswersAnyPath());
  t.after(close);
  const options = ['--env-var', `baseUrl=${baseUrl}`, '--folder', '02-first-route'];
  const explanation = 'This path has one letter too many, and a path must match exactly.';

  const { output } = await run('1', '--explain', ...options);
  assert.match(output, /Ask for a path that does not exist\n\n {4}.*[^]*?\n\n {4}✗ /);
  assert.ok(output.includes(explanation), output);
  assert.ok(!output.includes('**'), output);
  assert.ok(!output.includes('The path is the same, but the method is POST'), output);

  const without = await run('1', ...options);
  assert.ok(!without.output.includes(explanation), without.output);
});

function run(...options) {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, 'grader/run.mjs'), ...options], (error, output, errors) => {
      resolve({ status: error ? error.code : 0, output: output + errors });
    });
  });
}
