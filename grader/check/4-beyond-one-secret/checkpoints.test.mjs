// The apps of part 4 against its collection: each issuer, with the notes service beside it, passes the folders up to its
// own and fails the next one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { course } from '../../course.mjs';
import { grade } from '../../grade.mjs';
import { beyondOneSecret as collection, signAndVerify } from '../collections.mjs';
import { build, start } from '../programs.mjs';

const programs = build();

/** The folders of the lessons that this one has behind it, and its own. */
const foldersUpTo = (name) =>
  course.lessons.filter((one) => one.part === 4 && one.folder && one.name <= name).map(({ folder }) => folder);

/** The first folder that asks for more than this lesson. */
const folderAfter = (name) =>
  course.lessons.find((one) => one.part === 4 && one.folder && one.name > name && one.checkpoint !== 'notes')?.folder;

const notPassed = (results) =>
  results.filter(({ state }) => state !== 'passed').map(({ request, test: one }) => `${request}: ${one}`);

async function startBoth(t, issuerName) {
  const issuer = await start(programs.get(issuerName));
  t.after(issuer.stop);
  const notes = await start(programs.get('notes'), {
    variables: { KEY_SET_URL: `${issuer.baseUrl}/.well-known/jwks.json` },
  });
  t.after(notes.stop);
  return { issuer, notes };
}

/** The issuers, each with the lesson that it is the checkpoint of: later ones do all that the first one does. */
const issuers = course.lessons.filter(({ part, checkpoint }) => part === 4 && checkpoint !== 'notes');

for (const { name, checkpoint } of issuers) {
  test(`${checkpoint} and the notes service pass every folder up to theirs, in one run and one at a time`, async (t) => {
    const { issuer, notes } = await startBoth(t, checkpoint);
    const variables = { notesUrl: notes.baseUrl };
    const folders = [...new Set([...foldersUpTo(name), '20-another-service'])];
    const together = await grade(collection, issuer.baseUrl, { variables, folder: ['0 Preflight', ...folders] });
    assert.deepEqual(notPassed(together), []);
    for (const folder of folders) {
      const results = await grade(collection, issuer.baseUrl, { variables, folder });
      assert.deepEqual(notPassed(results), []);
      assert.ok(results.length > 0, `nothing was tested in ${folder}`);
    }
  });

  const next = folderAfter(name);
  if (next)
    test(`${checkpoint} fails ${next}`, async (t) => {
      const { issuer, notes } = await startBoth(t, checkpoint);
      const results = await grade(collection, issuer.baseUrl, { variables: { notesUrl: notes.baseUrl }, folder: next });
      assert.ok(results.some(({ state }) => state === 'failed'));
    });

  test(`${checkpoint} still has the routes of part 1`, async (t) => {
    const issuer = await start(programs.get(checkpoint));
    t.after(issuer.stop);
    assert.deepEqual(notPassed(await grade(signAndVerify, issuer.baseUrl)), []);
  });
}

test('the app of lesson 13 fails the folder of lesson 19', async (t) => {
  const server = await start(programs.get('13-accounts'));
  t.after(server.stop);
  const results = await grade(collection, server.baseUrl, { folder: '19-two-keys' });
  assert.equal(
    results.find(({ state }) => state === 'failed').test,
    'GET /.well-known/jwks.json answers 200 and the public keys: {"keys": [...]}',
  );
});
