// The first server of part 2 with its flaws, what the table of flaws owes the collection, and what the
// collection leaves behind.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountsAndSessions as collection } from '../collections.mjs';
import { flawsOf } from '../flaws.mjs';
import { prove, proveTable, resultsOf } from '../prove.mjs';
import { AccountsServer } from './server.mjs';

const flaws = await flawsOf('2-accounts-and-sessions');

prove('the accounts server', () => new AccountsServer(), { collection, flaws });
proveTable(() => new AccountsServer(), { collection, flaws });

test('the accounts that a run creates are deleted, except for the user of lesson 12', async () => {
  const server = new AccountsServer();
  await resultsOf(server, collection);
  assert.deepEqual(
    server.users.map(({ email }) => email),
    ['test@example.com'],
  );
});

/** Hashes that take their time, one after the other: what a server with one core does. */
function slow(milliseconds) {
  let turn = Promise.resolve();
  return Object.assign(new AccountsServer(), {
    derive(...given) {
      turn = turn.then(() => new Promise((resolve) => setTimeout(resolve, milliseconds)));
      return turn.then(() => AccountsServer.prototype.derive.apply(this, given));
    },
  });
}

test('a server with a slow hash is asked for no more at once than it can answer in time', async () => {
  const options = { folder: 'Twenty sign-ups at once', timeoutMilliseconds: 8000 };
  const results = await resultsOf(slow(500), collection, options);
  assert.deepEqual(
    results.filter(({ state }) => state !== 'passed'),
    [],
  );
  assert.ok(results.length >= 2);
});

test('an unknown email that is rejected without a hash causes a warning', async () => {
  const server = Object.assign(slow(400), {
    async authenticate(fields) {
      if (!this.find(fields.email)) throw AccountsServer.prototype.wrongPassword.call(this);
      return AccountsServer.prototype.authenticate.call(this, fields);
    },
  });
  const results = await resultsOf(server, collection, { folder: 'An unknown email' });
  assert.deepEqual(
    results.filter(({ state }) => state !== 'passed'),
    [],
  );
  assert.match(
    results.at(-1).test,
    /^warning: an unknown email was rejected within \d+ ms, but a wrong password within/,
  );
});
