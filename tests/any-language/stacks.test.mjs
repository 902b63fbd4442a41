// The pages of lessons/any-language are true: their empty app passes lesson 02 and nothing after it, and their
// complete server passes all of collection 1, at the versions that the page names.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resultsOf, stacks } from './stacks.mjs';

for (const stack of stacks) {
  const { name, extension, page, read, versions } = stack;

  test(`${name}: the app that the page starts with passes lesson 02, and not lesson 03`, async () => {
    const { results } = await resultsOf(stack, read(`start.${extension}`));
    const folders = [...new Set(results.map(({ folder }) => folder))];
    const passed = folders.filter((folder) =>
      results.every((result) => result.folder !== folder || result.state === 'passed'),
    );
    // Lesson 04 asks for nothing that can be seen over HTTP.
    assert.deepEqual(passed, ['0 Preflight', '02-first-route', '04-secret']);
  });

  test(`${name}: the complete server passes every test`, async () => {
    const { results, token } = await resultsOf(stack, read(`app.${extension}`));
    assert.deepEqual(
      results.filter(({ state }) => state !== 'passed').map(({ request, test: one }) => `${request} › ${one}`),
      [],
    );
    assert.ok(results.length > 90, `only ${results.length} tests ran`);
    assert.equal(token.exp - token.iat, 1800);
  });

  test(`${name}: a secret that is missing or shorter than 32 bytes stops the start`, async () => {
    for (const JWT_SECRET of ['', 'x'.repeat(31)])
      await assert.rejects(
        resultsOf(stack, read(`app.${extension}`), { environment: { JWT_SECRET } }),
        /the server ended/,
      );
  });

  test(`${name}: the page shows the app, and installs the versions that are tested`, () => {
    assert.ok(page.includes(`\n${read(`start.${extension}`)}\`\`\``), `start.${extension} isn't on the page`);
    const separator = extension === 'py' ? '==' : '@';
    for (const [library, version] of versions)
      assert.ok(
        page.includes(`${library}${separator}${version}`),
        `${library}${separator}${version} isn't on the page`,
      );
  });
}
