// The live view: each request with its status and reason, and nothing of what was sent.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ask, page, seen, text, visitor, watchLive } from './lab.mjs';
import { token } from './server.mjs';

describe('live', () => {
  test('a request is shown with its status and reason, and nothing of what was sent', async () => {
    await watchLive();
    await seen(() => ask(`Bearer ${token({ sub: 'somebody', password: 'correct horse' })}`));
    await seen(() => ask('Bearer {{my password}}'));
    const [refused, accepted] = await page.$$eval('#events > li', (lines) => lines.map((line) => line.textContent));
    assert.match(accepted, /✓ 200POST \/verify-tokenaccepted127\.0\.0\.1$/);
    assert.match(refused, /✗ 400POST \/verify-tokenvariable_unresolved .*127\.0\.0\.1$/);
    assert.doesNotMatch(await visitor.text(), /eyJ|my password|correct horse/);
  });

  test('a pause holds the list, and the missed requests follow', async () => {
    await watchLive();
    await seen(() => ask('Bearer a'));
    await page.click('#pause');
    await ask('Bearer b');
    await page.waitForFunction(
      () => document.getElementById('live-status').textContent === 'Paused: 1 request is waiting.',
    );
    assert.equal(await page.$$eval('#events > li', (lines) => lines.length), 1);
    await page.click('#pause');
    assert.equal(await page.$$eval('#events > li', (lines) => lines.length), 2);
    assert.equal(await text('#live-status'), 'Watching.');
  });

  test('a burst is thinned, what is missing is counted, and the last fifty lines are kept', async () => {
    await watchLive();
    await page.evaluate(() => {
      globalThis.added = 0;
      const count = (changes) => changes.forEach(({ addedNodes }) => (globalThis.added += addedNodes.length));
      new MutationObserver(count).observe(document.getElementById('events'), { childList: true });
    });
    // Twenty lines a second, however fast the machine asks: some three seconds.
    const end = Date.now() + 60_000;
    while ((await page.evaluate(() => globalThis.added)) < 60) {
      assert.ok(Date.now() < end, 'too few lines are shown');
      await Promise.all(Array.from({ length: 30 }, () => ask('Bearer a')));
    }
    assert.match(await text('#events .gap'), /^\d+ more since the previous request/);
    assert.equal(await page.$$eval('#events > li', (lines) => lines.length), 50);
  });

  test('after a break, the list says since when nothing was recorded', async () => {
    await watchLive();
    await page.click('a[href="#lab"]');
    await page.waitForFunction(() => !document.getElementById('lab').hidden);
    await page.click('a[href="#live"]');
    assert.match(await text('#events .gap'), /^Not watched since \d\d:\d\d:\d\d/);
  });
});
