// The first server with its flaws, and what the table of flaws owes the collection.

import { signAndVerify as collection } from '../collections.mjs';
import { flawsOf } from '../flaws.mjs';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { prove, proveTable, resultsOf } from '../prove.mjs';
import { Server } from './server.mjs';

/** This is about the collection's variable: no server fails it while that has its default. */
const STRENGTH = 'Look for the secret in the answer › The secret has at least 32 bytes and is not a well-known word';

const flaws = await flawsOf('1-sign-and-verify');

prove('the server', () => new Server(), { collection, flaws });

/** No server can tell these tokens from one with a changed payload, so their refusal is reported there. */
const reportedElsewhere = [
  'Signed with another secret › The refusal is a 401 in JSON, with a Bearer challenge',
  'Signed with an empty key › The refusal is a 401 in JSON, with a Bearer challenge',
  STRENGTH,
];

proveTable(() => new Server(), { collection, flaws, reportedElsewhere });

test('a jwtSecret that is too short fails lesson 04, and nothing else', async () => {
  const secret = 'short!';
  const results = await resultsOf(Object.assign(new Server(), { secret }), collection, {
    variables: { jwtSecret: secret },
  });
  const failed = results.filter(({ state }) => state !== 'passed');
  assert.deepEqual(
    failed.map(({ request, test: name }) => `${request} › ${name}`),
    [STRENGTH],
  );
  assert.match(failed[0].message, /^got: 6 bytes$/m);
});
