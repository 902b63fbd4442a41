// The first server of part 3 with its flaws, what the table of flaws owes the collection, and fixes that don't fix
// anything: one that refuses everyone, and one that forbids by list.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { breakAndFix as collection } from '../collections.mjs';
import { Refusal } from '../1-sign-and-verify/server.mjs';
import { flawsOf } from '../flaws.mjs';
import { requestsOf } from '../lint.mjs';
import { prove, proveTable, resultsOf } from '../prove.mjs';
import { HOLES } from './holes.mjs';
import { WorkshopServer } from './server.mjs';

const flaws = await flawsOf('3-break-and-fix');

prove('the workshop server', () => new WorkshopServer(), { collection, flaws, onlyWhereItShows: true });

/** Needs of several requests: the first one reports them, and the others are skipped. */
const SHARED = [
  'A token that the collection signs with jwtSecret is believed',
  'POST /stolen/login sets a cookie, and GET /stolen/page greets its user by name',
  'A member signs up, logs in, and is greeted by name at GET /dashboard',
  'POST /verify-token believes a good token, and answers its user',
];
proveTable(() => new WorkshopServer(), {
  collection,
  flaws,
  reportedElsewhere: requestsOf(collection).flatMap(({ item }) => SHARED.map((one) => `${item.name} › ${one}`)),
});

test('a fix that refuses everyone fails every control, and nothing else says that it is good', async () => {
  const refusesAll = Object.assign(new WorkshopServer(), {
    token() {
      throw new Refusal('no');
    },
    pageToken() {
      throw new Refusal('no');
    },
  });
  for (const folder of Object.keys(HOLES)) {
    const results = await resultsOf(refusesAll, collection, { folder });
    assert.deepEqual(
      results.filter(({ state }) => state === 'passed').map(({ request, test: one }) => `${request} › ${one}`),
      [],
    );
    assert.ok(results.some(({ state }) => state === 'failed'));
  }
});

test('the server of another lesson is told which folder is its own, once', async () => {
  const only16 = new WorkshopServer();
  only16.routes = Object.fromEntries(
    Object.entries(only16.routes).filter(([path]) => /no-end|looks|relay|wrong|false/.test(path)),
  );
  const failed = (await resultsOf(only16, collection, { folder: '15-forged' })).filter(
    ({ state }) => state === 'failed',
  );
  assert.deepEqual(
    failed.map(({ test: one }) => one),
    ['The server has the routes of lesson 15'],
  );
  const own = await resultsOf(only16, collection, { folder: '16-claims' });
  assert.deepEqual(
    own.filter(({ state }) => state !== 'passed'),
    [],
  );
});
