// The proof of the collection for one server: without a flaw it passes every test, and with each
// flaw exactly the tests fail that the table of flaws names.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collection } from './collection.mjs';
import { FLAWS, flawed } from './flaws.mjs';
import { grade } from './grade.mjs';
import { listen } from './server.mjs';

export function prove(name, newServer) {
  test(`${name} without a flaw passes every test`, async () => {
    const results = await resultsOf(newServer());
    assert.deepEqual(results.filter(({ state }) => state !== 'passed').map(named), []);
  });

  for (const flaw of FLAWS) {
    test(`${name} with ${flaw.name}: ${flaw.what}`, async () => {
      const results = await resultsOf(flawed(newServer(), flaw), flaw.timeoutMilliseconds);
      assert.deepEqual(results.filter(({ state }) => state === 'failed').map(named), flaw.caughtBy);
    });
  }
}

export async function resultsOf(server, timeoutMilliseconds) {
  const { baseUrl, close } = await listen(server);
  try {
    return await grade(collection, baseUrl, { timeoutMilliseconds });
  } finally {
    await close();
  }
}

/** A test as the table of flaws names it. */
export function named({ request, test }) {
  return `${request} › ${test}`;
}
