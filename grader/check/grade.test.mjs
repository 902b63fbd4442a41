// What `grade` returns for a run: every outcome that a test can have, and a script that breaks.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grade } from '../grade.mjs';
import { Server, listen } from './1-sign-and-verify/server.mjs';

const item = (name, ...exec) => ({
  name,
  request: '{{baseUrl}}/sign-token',
  event: [{ listen: 'test', script: { exec } }],
});

test('a test passes, fails or is skipped, and a broken script is a failure', async (t) => {
  const { baseUrl, close } = await listen(new Server());
  t.after(close);
  const collection = {
    info: { name: 'Small', schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json' },
    item: [
      {
        name: 'A folder',
        item: [
          item(
            'One',
            "pm.test('right', () => pm.response.to.have.status(200));",
            "pm.test('wrong', () => pm.expect.fail('because'));",
            "pm.test.skip('not now', () => {});",
          ),
          item('Two', 'nobody.knows(this);', "pm.test('never reached', () => pm.expect.fail());"),
        ],
      },
    ],
  };
  assert.deepEqual(await grade(collection, baseUrl), [
    { folder: 'A folder', request: 'One', test: 'right', state: 'passed', message: undefined },
    { folder: 'A folder', request: 'One', test: 'wrong', state: 'failed', message: 'because' },
    { folder: 'A folder', request: 'One', test: 'not now', state: 'skipped', message: undefined },
    { folder: 'A folder', request: 'Two', test: 'its scripts run', state: 'failed', message: 'nobody is not defined' },
  ]);
});
