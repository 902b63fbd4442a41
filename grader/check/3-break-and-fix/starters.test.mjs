// The starters and their solutions, which are written in Rust: each starter fails the tests of its holes and
// no others, and its solution passes the whole folder.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ROOT, course } from '../../course.mjs';
import { grade } from '../../grade.mjs';
import { breakAndFix as collection } from '../collections.mjs';
import { build, start } from '../programs.mjs';
import { HOLES, NOT_A_HOLE } from './holes.mjs';

/** What a solution needs in its environment besides the settings of .env.example. */
const SECRETS = { NOTES_SECRET: 'n'.repeat(40), MAIL_SECRET: 'm'.repeat(40) };

const programs = build();

for (const { name, folder, starter } of course.lessons.filter((lesson) => lesson.starter)) {
  const manifest = readFileSync(new URL(`lessons/${name}/starter/Cargo.toml`, ROOT), 'utf8');
  const [, program] = manifest.match(/^name = "(.+)"$/m);

  test(`the starter ${starter} fails the tests of its holes, and no others`, async () => {
    const results = await resultsOf(program, folder);
    assert.deepEqual(failed(results), HOLES[folder]);
    // A token that gets in has no refusal whose form could be checked. Nothing else is skipped.
    const skipped = results.filter(({ state }) => state === 'skipped').map(({ test: one }) => one);
    assert.deepEqual(
      skipped.filter((one) => !/^The refusal is a .* \(skipped: first fix "/.test(one)),
      [],
    );
  });

  test(`the solution of ${starter} passes the folder ${folder}`, async () => {
    const results = await resultsOf(`${starter}-solution`, folder, SECRETS);
    assert.deepEqual(failed(results), []);
    assert.ok(results.length > HOLES[folder].length);
  });
}

test('each attack of the collection has a hole in a starter', async () => {
  const requests = collection.item.slice(1).flatMap(({ item }) => item.map(({ name }) => name));
  const open = new Set(
    Object.values(HOLES)
      .flat()
      .map((one) => one.split(' › ')[0]),
  );
  assert.deepEqual(
    requests.filter((request) => !open.has(request)),
    NOT_A_HOLE,
  );
});

async function resultsOf(program, folder, variables) {
  const server = await start(programs.get(program), { variables });
  try {
    return (await grade(collection, server.baseUrl, { folder })).filter(({ test: one }) => !/^warning: /.test(one));
  } finally {
    await server.stop();
  }
}

function failed(results) {
  return results.filter(({ state }) => state === 'failed').map(({ request, test: one }) => `${request} › ${one}`);
}
