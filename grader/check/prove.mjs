// The proof of a collection for one server: without a flaw, it passes every test, and with each flaw, it fails
// exactly the tests that the table of flaws names.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flawed } from './flaws.mjs';
import { grade } from '../grade.mjs';
import { requestsOf } from './lint.mjs';
import { listen } from './1-sign-and-verify/server.mjs';

/** `onlyWhereItShows`: with a flaw, only the folders that have a test for it are run. */
export function prove(name, newServer, { collection, flaws, onlyWhereItShows = false }) {
  test(`${name} without a flaw passes every test`, async () => {
    const results = await resultsOf(newServer(), collection);
    assert.deepEqual(results.filter(({ state }) => state !== 'passed').map(named), []);
  });

  for (const flaw of flaws) {
    test(`${name} with ${flaw.name}: ${flaw.what}`, async () => {
      const { timeoutMilliseconds } = flaw;
      const folder = onlyWhereItShows ? foldersWith(collection, flaw.caughtBy) : undefined;
      const results = await resultsOf(flawed(newServer(), flaw), collection, { timeoutMilliseconds, folder });
      const failed = results.filter(({ state }) => state === 'failed');
      assert.deepEqual(failed.map(named), flaw.caughtBy);
      if (flaw.says) assert.ok(failed[0].message.includes(flaw.says), failed[0].message);
    });
  }
}

/**
 * What a table of flaws owes its collection. `reportedElsewhere` are tests that no flaw can fail, since no
 * server can distinguish what they send from what a different test sends.
 */
export function proveTable(newServer, { collection, flaws, reportedElsewhere = [] }) {
  test('each request has a test, and each test fails with some flaw', async () => {
    const results = await resultsOf(newServer(), collection);
    assert.deepEqual(
      [...new Set(results.map(({ request }) => request))],
      requestsOf(collection).map(({ item }) => item.name),
    );

    const caught = new Set([...flaws.flatMap(({ caughtBy }) => caughtBy), ...reportedElsewhere]);
    // The preflight catches other programs, not servers: see environments.test.mjs.
    const graded = results
      .filter(({ folder, test: name }) => folder !== '0 Preflight' && !name.startsWith('warning: '))
      .map(named);
    assert.deepEqual(
      graded.filter((one) => !caught.has(one)),
      [],
    );
  });

  test('each flaw has its own name', () => {
    assert.equal(new Set(flaws.map(({ name }) => name)).size, flaws.length);
  });
}

/** Each request by itself, as **Send** runs it, with nothing learned before. */
export function proveAlone(newServer, collection) {
  for (const { folder, item } of requestsOf(collection)) {
    test(`${folder} › ${item.name}, alone, passes`, async () => {
      const results = await resultsOf(newServer(), collection, { folder: item.name });
      assert.deepEqual(
        [...new Set(results.map(({ request, state }) => `${request}: ${state}`))],
        [`${item.name}: passed`],
      );
    });
  }
}

/** Grades a server on a free port; if it comes with a notes service, that one gets a separate port. */
export async function resultsOf(server, collection, options) {
  const { baseUrl, close } = await listen(server);
  const notes = server.notes && (await listen(server.notes));
  const variables = notes ? { notesUrl: notes.baseUrl } : {};
  try {
    return await grade(collection, baseUrl, { variables, ...options });
  } finally {
    await close();
    await notes?.close();
  }
}

/** A test as the table of flaws names it. */
function named({ request, test }) {
  return `${request} › ${test}`;
}

function foldersWith(collection, tests) {
  const requests = tests.map((one) => one.split(' › ')[0]);
  return [
    ...new Set(
      requestsOf(collection)
        .filter(({ item }) => requests.includes(item.name))
        .map(({ folder }) => folder),
    ),
  ];
}
