// What a run looks like with this reporter: only the steps, and each message in full.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const NEWMAN = fileURLToPath(new URL('../node_modules/newman/bin/newman.js', import.meta.url));
const LONG = 'x'.repeat(300);

const folder = mkdtempSync(join(tmpdir(), 'steps-'));
const server = createServer((_, response) => response.end('{}'));
let origin;

before(async () => {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${server.address().port}`;
});

after(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

test('steps and tests are shown, but not the scripts’ own requests', async () => {
  const { output, status } = await run([
    step('One', [
      "pm.sendRequest(pm.variables.get('origin'), () => {});",
      "pm.test('it holds', () => pm.expect(1).to.eql(1));",
    ]),
  ]);
  assert.equal(output, '\nA folder\n  One\n    ✓ it holds\n\n1 passed, 0 failed, 0 skipped in … s\n');
  assert.equal(status, 0);
});

test('the full message of a failure is below its test', async () => {
  const { output, status } = await run([
    step('One', [`pm.test('it holds', () => pm.expect.fail('expected: a\\nrepeat: ${LONG}'));`]),
  ]);
  assert.equal(
    output,
    `\nA folder\n  One\n    ✗ it holds\n        expected: a\n        repeat: ${LONG}\n\n0 passed, 1 failed, 0 skipped in … s\n`,
  );
  assert.equal(status, 1);
});

test('a skipped test is marked as skipped', async () => {
  const { output, status } = await run([step('One', ["pm.test.skip('it holds (skipped: why)', () => {});"])]);
  assert.equal(output, '\nA folder\n  One\n    - it holds (skipped: why)\n\n0 passed, 0 failed, 1 skipped in … s\n');
  assert.equal(status, 0);
});

test('a script that breaks is a failure', async () => {
  const { output, status } = await run([step('One', ['nobody.knows();'])]);
  assert.equal(
    output,
    '\nA folder\n  One\n    ✗ its script runs\n        ReferenceError: nobody is not defined\n\n0 passed, 1 failed, 0 skipped in … s\n',
  );
  assert.equal(status, 1);
});

test('without an answer, the failure says why', async () => {
  const { output } = await run([
    {
      ...step('One', ["pm.test('it answers', () => pm.expect.fail('got: no answer'));"]),
      request: { method: 'GET', url: 'http://127.0.0.1:1/' },
    },
  ]);
  assert.equal(
    output,
    '\nA folder\n  One\n    ✗ it answers\n        got: no answer\n        error: connect ECONNREFUSED 127.0.0.1:1\n\n0 passed, 1 failed, 0 skipped in … s\n',
  );
});

test('a script’s request without an answer is shown if no test reports it', async () => {
  const { output, status } = await run([
    step('One', [
      "pm.sendRequest('http://127.0.0.1:1/', () => {});",
      "pm.test('it holds', () => pm.expect(1).to.eql(1));",
    ]),
  ]);
  assert.equal(
    output,
    '\nA folder\n  One\n    ✓ it holds\n    ✗ a request of its script: connect ECONNREFUSED 127.0.0.1:1\n\n1 passed, 1 failed, 0 skipped in … s\n',
  );
  assert.equal(status, 1);
});

function step(name, exec) {
  return { name, request: { method: 'GET', url: '{{origin}}/' }, event: [{ listen: 'test', script: { exec } }] };
}

/** Runs a folder of these requests as if the output weren't a terminal: without colors. */
function run(requests) {
  const file = join(folder, 'collection.json');
  const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';
  writeFileSync(
    file,
    JSON.stringify({ info: { name: 'A collection', schema }, item: [{ name: 'A folder', item: requests }] }),
  );
  const parameters = [NEWMAN, 'run', file, '--reporters', 'steps', '--env-var', `origin=${origin}`];
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  return new Promise((resolve) => {
    execFile(process.execPath, parameters, { cwd }, (error, output) => {
      resolve({ status: error ? error.code : 0, output: output.replace(/[\d.]+ s\n$/, '… s\n') });
    });
  });
}
