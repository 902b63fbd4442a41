// The first issuer of part 4 and its notes service with their flaws, what the table of flaws owes the collection, and
// what is said where one of the two servers isn't there.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grade } from '../../grade.mjs';
import { Refusal, listen } from '../1-sign-and-verify/server.mjs';
import { beyondOneSecret as collection } from '../collections.mjs';
import { flawsOf } from '../flaws.mjs';
import { requestsOf } from '../lint.mjs';
import { prove, proveTable, resultsOf } from '../prove.mjs';
import { IssuerServer } from './server.mjs';

const flaws = await flawsOf('4-beyond-one-secret');

prove('the issuer with its notes service', () => new IssuerServer(), { collection, flaws, onlyWhereItShows: true });

/** Needs of several requests: the first one reports them, and the others are skipped. */
const SHARED = [
  'GET /protected answers 200 to a token from the login and greets its user',
  'GET /notes answers 200 to a token for the notes service',
  'A login with an audience answers 200 and a token for it',
  'DELETE /me answers 204',
  'POST /refresh answers 200, a token and a refresh token',
  'The new refresh token gets the next tokens, too',
  'POST /logout answers 204',
  'POST /revoke answers 200',
  'POST /logout-everywhere answers 204',
];
proveTable(() => new IssuerServer(), {
  collection,
  flaws,
  reportedElsewhere: requestsOf(collection).flatMap(({ item }) => SHARED.map((one) => `${item.name} › ${one}`)),
});

test('the accounts that a run creates are deleted', async () => {
  const server = new IssuerServer();
  await resultsOf(server, collection);
  assert.deepEqual(server.users, []);
});

test('a server that refuses everyone fails every control, and no refusal says that it is good', async () => {
  const refusesAll = Object.assign(new IssuerServer(), {
    verify() {
      throw new Refusal('no');
    },
    known() {
      return undefined;
    },
  });
  const results = await resultsOf(refusesAll, collection);
  const passed = results.filter(({ state }) => state === 'passed').map(({ test: one }) => one);
  assert.ok(passed.length > 0);
  assert.deepEqual(
    passed.filter((one) => /refused|nobody|gets (any|no)thing|gets no tokens|opens no door/.test(one)),
    // It's about the login, not about a token.
    ['A login for an unknown audience is refused'],
  );
});

test('a server that ends the whole sign-in of a revoked access token passes, as RFC 7009 allows it', async () => {
  class EndsTheSignIn extends IssuerServer {
    deny(payload) {
      const signIn = this.signInOf(payload);
      super.deny(payload);
      if (signIn) this.endSignIn(signIn);
    }
  }
  const results = await resultsOf(new EndsTheSignIn(), collection);
  assert.deepEqual(
    results.filter(({ state }) => state !== 'passed'),
    [],
  );
});

/** Runs a folder with the notes service at another address, where `program` answers, or nothing. */
async function withNotesAt(t, change, program, options) {
  const issuer = await listen(new IssuerServer());
  t.after(issuer.close);
  const other = await listen(program ?? new IssuerServer());
  if (program) t.after(other.close);
  else await other.close();
  const variables = { notesUrl: change(other.baseUrl) };
  return grade(collection, issuer.baseUrl, { variables, folder: '20-another-service', ...options });
}

for (const [what, change, says] of [
  [
    'nothing listens at notesUrl',
    (url) => url,
    'Start your notes service, leave it running, and check that it prints the same address as notesUrl.',
  ],
  ['notesUrl is empty', () => '', "notesUrl isn't an address. In Postman, open the collection's Variables tab"],
]) {
  test(`${what}: one message says so, and nothing else is asked of it`, async (t) => {
    const results = await withNotesAt(t, change);
    assert.deepEqual(
      results.map(({ test: one, state }) => [one, state]),
      [['The notes service answers', 'failed']],
    );
    assert.ok(results[0].message.includes(says), results[0].message);
  });
}

test('nothing listens at notesUrl: the error is named, and the other requests of a run are sent', async (t) => {
  const { item } = structuredClone(collection);
  const [preflight, keys, notes] = item;
  // A later lesson of the issuer.
  const turned = { ...collection, item: [preflight, notes, keys] };
  const issuer = await listen(new IssuerServer());
  t.after(issuer.close);
  const other = await listen(new IssuerServer());
  await other.close();
  const results = await grade(turned, issuer.baseUrl, { variables: { notesUrl: other.baseUrl } });
  const failed = results.filter(({ state }) => state !== 'passed');
  assert.deepEqual(
    failed.map(({ test: one }) => one),
    ['The notes service answers'],
  );
  assert.match(failed[0].message, /^error: connect ECONNREFUSED 127\.0\.0\.1:\d+$/m);
  assert.equal(results.at(-1).folder, keys.name);
});

test('the notes service hangs: it costs a run one request', async (t) => {
  let asked = 0;
  const hangs = {
    answer: () => {
      asked += 1;
    },
  };
  const results = await withNotesAt(t, (url) => url, hangs, { timeoutMilliseconds: 300 });
  assert.deepEqual(
    results.map(({ test: one }) => one),
    ['The notes service answers'],
  );
  assert.match(results[0].message, /^got: no answer in time$/m);
  assert.equal(asked, 1);
});

test('the notes service is at baseUrl: the preflight says so', async (t) => {
  const { notes } = new IssuerServer();
  const { baseUrl, close } = await listen(notes);
  t.after(close);
  const results = await grade(collection, baseUrl);
  assert.deepEqual(
    results.map(({ test: one, state }) => [one, state]),
    [['A server answers at baseUrl, and it is yours', 'failed']],
  );
  assert.match(
    results[0].message,
    /^hint: The server at baseUrl is the notes service\. Start the issuer, and use its address as baseUrl/m,
  );
});

test('the issuer at both addresses goes silent: it is called the server, and the run ends', async () => {
  const issuer = await listen(new IssuerServer());
  await issuer.close();
  const variables = { notesUrl: issuer.baseUrl };
  const results = await grade(collection, issuer.baseUrl, { variables, folder: '20-another-service' });
  assert.deepEqual(
    results.map(({ test: one, state }) => [one, state]),
    [['The server answers', 'failed']],
  );
});

test('notesUrl ends with a slash: one message says so, and nothing else is asked of it', async (t) => {
  const results = await withNotesAt(t, (url) => `${url}/`, new IssuerServer().notes);
  assert.equal(results.length, 1, JSON.stringify(results));
  assert.ok(results[0].message.includes('Remove the slash at the end of notesUrl'), results[0].message);
  assert.ok(results[0].message.includes("expected: a notesUrl that doesn't end in a slash"), results[0].message);
});

test('the issuer is at notesUrl, too: the first control says that it has no notes', async (t) => {
  const results = await withNotesAt(t, (url) => url, new IssuerServer());
  const [first, ...others] = results.filter(({ state }) => state === 'failed');
  assert.equal(first.test, 'GET /notes answers 200 to a token for the notes service');
  assert.ok(first.message.includes('the server at notesUrl has no route GET /notes'), first.message);
  assert.deepEqual(others, []);
});
