// What the token lab sends and to whom, and what a hostile token can do there: nothing.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { breakIt, open, page, paste, requests, sendIt, server, text, visitor } from './lab.mjs';
import { tokenOfText } from './server.mjs';

const HOSTILE = '</textarea><script>document.title = "taken"</script><img src=x onerror=alert(1)>';

test('requests go to this server only, and no address has the token', async () => {
  const header = {
    alg: 'HS256',
    typ: 'JWT',
    jku: 'http://127.0.0.1:9/keys',
    x5u: 'https://example.com/certificate',
    kid: 'http://example.com/key',
  };
  const payload = JSON.stringify({
    iss: 'https://issuer.example.com/',
    sub: 'http://example.com/user',
    picture: 'https://example.com/picture.png',
    exp: 4_102_444_800,
  });
  const addressed = tokenOfText(JSON.stringify(header), payload);
  await paste(addressed);
  await breakIt('Become root');
  await sendIt();
  await page.evaluate(() => (location.hash = '#live'));
  await page.waitForFunction(() => document.getElementById('live-status').textContent === 'Watching.');
  assert.ok(requests.length > 10);
  for (const request of requests) {
    const { origin, protocol } = new URL(request.url());
    assert.ok(origin === server.origin || protocol === 'data:', request.url());
    assert.ok(!request.url().includes('eyJ'), request.url());
  }
  assert.match(await text('#claims'), /Nobody fetches it/);
});

test('what a token says stays text', async () => {
  const claims = { sub: HOSTILE, [HOSTILE]: HOSTILE, aud: [HOSTILE], exp: 4_102_444_800, __proto__: null };
  const header = JSON.stringify({ alg: 'HS256', typ: HOSTILE, constructor: HOSTILE });
  await paste(tokenOfText(header, JSON.stringify(claims)));
  await breakIt('Become root');
  await sendIt();
  assert.ok((await text('#claims')).includes(HOSTILE));
  assert.equal(await visitor.has('main script, main img'), false);
  assert.equal(await page.title(), 'Token lab · JWT sandbox');
});

test('a script that would make HTML out of text is stopped by the browser', async () => {
  await open();
  const refused = await page.evaluate(() => {
    try {
      document.querySelector('main').innerHTML = '<p>text</p>';
      return false;
    } catch (error) {
      return error instanceof TypeError;
    }
  });
  assert.ok(refused);
  visitor.complaints.splice(0);
});
