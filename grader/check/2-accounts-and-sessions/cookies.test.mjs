// The Postman app only lets scripts empty its cookie jar if the user has allowed it for an address.
// Otherwise, each step finds the cookies left by earlier steps. The results must be the same.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { accountsAndSessions as collection } from '../collections.mjs';
import { flawed, flawsOf } from '../flaws.mjs';
import { resultsOf } from '../prove.mjs';
import { OtherAccountsServer } from './other-server.mjs';
import { AccountsServer } from './server.mjs';

// The class of Newman's own jar.
const { CookieJar } = createRequire(createRequire(import.meta.url).resolve('newman'))('@postman/tough-cookie');

/** Answers a script like the Postman app without permission. */
function lockedJar() {
  return Object.assign(new CookieJar(), { allowProgrammaticAccess: () => false });
}

/** If accounts aren't deleted, the session that a step leaves behind stays valid. */
const noDelete = (await flawsOf('2-accounts-and-sessions')).find(({ name }) => name === 'no-delete');

for (const [name, newServer] of [
  ['the accounts server', () => new AccountsServer()],
  ['the other accounts server', () => new OtherAccountsServer()],
]) {
  test(`${name} passes every test with the cookies of earlier steps`, async () => {
    assert.deepEqual(failedOf(await run(newServer())), []);
  });

  test(`${name} passes with sessions of earlier steps that are still valid`, async () => {
    // The need of the one step that deletes an account.
    assert.deepEqual(failedOf(await run(flawed(newServer(), noDelete))), [
      'The cookie of a deleted account › DELETE /me answers 204',
    ]);
  });
}

function run(server) {
  return resultsOf(server, collection, { folder: '14-browser-session', cookieJar: lockedJar() });
}

function failedOf(results) {
  assert.ok(results.length > 40, `only ${results.length} tests ran`);
  return results.filter(({ state }) => state === 'failed').map(({ request, test }) => `${request} › ${test}`);
}
