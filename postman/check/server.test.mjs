// The first server with its flaws, and what the table of flaws owes the collection.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collection } from './collection.mjs';
import { FLAWS } from './flaws.mjs';
import { requestsOf } from './lint.mjs';
import { named, prove, resultsOf } from './prove.mjs';
import { Server } from './server.mjs';

prove('the server', () => new Server());

/** No server can tell this token from one with another secret, so its refusal is told there. */
const TOLD_ELSEWHERE = ['Signed with an empty key › The refusal is a 401 in JSON, with a Bearer challenge'];

test('each request has a test, and each test fails with some flaw', async () => {
  const results = await resultsOf(new Server());
  assert.deepEqual(
    [...new Set(results.map(({ request }) => request))],
    requestsOf(collection).map(({ item }) => item.name),
  );

  const caught = new Set([...FLAWS.flatMap(({ caughtBy }) => caughtBy), ...TOLD_ELSEWHERE]);
  // What the preflight catches is no server: environments.test.mjs.
  const judging = results.filter(({ folder }) => folder !== '0 Preflight').map(named);
  assert.deepEqual(
    judging.filter((one) => !caught.has(one)),
    [],
  );
});

test('each flaw has a name of its own', () => {
  assert.equal(new Set(FLAWS.map(({ name }) => name)).size, FLAWS.length);
});
