// Postman's app lets scripts empty its cookie jar only where the user allowed it for an address. Without
// that, each step finds the cookies that the steps before it have left. The result must be the same.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { accountsAndSessions as collection } from '../collections.mjs';
import { flawed, flawsOf } from '../flaws.mjs';
import { resultsOf } from '../prove.mjs';
import { OtherAccountsServer } from './other-server.mjs';
import { AccountsServer } from './server.mjs';

// The class that Newman makes its own jar of.
const { CookieJar } = createRequire(createRequire(import.meta.url).resolve('newman'))('@postman/tough-cookie');

/** Answers a script as Postman's app does that has no leave. */
function lockedJar() {
  return Object.assign(new CookieJar(), { allowProgrammaticAccess: () => false });
}

/** Where accounts are not deleted, the session that a step leaves behind is still good. */
const noDelete = (await flawsOf('2-accounts-and-sessions')).find(({ name }) => name === 'no-delete');

for (const [name, newServer] of [
  ['the accounts server', () => new AccountsServer()],
  ['the other accounts server', () => new OtherAccountsServer()],
]) {
  test(`${name} passes every test with the cookies of earlier steps`, async () => {
    assert.deepEqual(failedOf(await run(newServer())), []);
  });

  test(`${name} passes with sessions of earlier steps that are still good`, async () => {
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
