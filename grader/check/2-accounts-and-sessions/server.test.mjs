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
