// Lesson 22 in a browser: an access token that expires, and a refresh token in a cookie for one path.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOOKS, Visitor, account } from './browser.mjs';
import { REFRESH, claimsOf } from './server.mjs';
import { eachTestVisits } from './visits.mjs';

let browser;
let server;
let visitor;

eachTestVisits(REFRESH, async (here) => {
  ({ browser, server, visitor } = here);
  await visitor.signIn(await account(server));
  assert.equal(visitor.path(), '/dashboard');
});

const WELCOME = 'Welcome, Ada Lovelace!';
const ENDED = 'Your session has ended. Sign in again.';

/** What a browser does with a cookie whose time is over. */
async function letTheAccessTokenExpire() {
  await visitor.context.deleteCookie(await visitor.cookie('session'));
  assert.equal(await visitor.cookie('session'), undefined);
}

const refreshToken = async () => (await visitor.cookie('refresh'))?.value;

test('scripts see neither cookie, and each is for its path', async () => {
  for (const [name, path, seconds] of [
    ['session', '/', 300],
    ['refresh', '/refresh', 30 * 24 * 60 * 60],
  ]) {
    const { httpOnly, sameSite, path: its, expires } = await visitor.cookie(name);
    assert.deepEqual({ httpOnly, sameSite, path: its }, { httpOnly: true, sameSite: 'Lax', path }, name);
    const left = expires - Date.now() / 1000;
    assert.ok(left > seconds - 120 && left <= seconds + 5, `${name} ends in ${left} s`);
  }
  assert.equal(await visitor.page.evaluate(() => document.cookie), '');
});

test('when the access token has expired, a reload gets the next one, and only one request carries the refresh token', async () => {
  const old = await visitor.cookie('session');
  const oldRefreshToken = await refreshToken();
  await letTheAccessTokenExpire();

  const carriers = await recordingCarriers(visitor.page, oldRefreshToken, () => visitor.open('/dashboard'));
  assert.equal(await visitor.text('h1'), WELCOME);
  assert.deepEqual(carriers, [
    ['/dashboard', false],
    ['/refresh', true],
    ['/dashboard', false],
  ]);

  const [before, now] = [old, await visitor.cookie('session')].map(({ value }) => claimsOf(value));
  assert.equal(now.sid, before.sid);
  assert.notEqual(now.jti, before.jti);
  assert.notEqual(await refreshToken(), oldRefreshToken);
});

/** For each path that the browser opens while something happens: whether it got this token. */
async function recordingCarriers(page, token, happens) {
  const client = await page.createCDPSession();
  await client.send('Network.enable');
  const [paths, cookies] = [[], []];
  // Chromium reports each request in two events, and both in the order of the requests.
  client.on('Network.requestWillBeSent', ({ request, type }) => {
    if (type === 'Document') paths.push(new URL(request.url).pathname);
  });
  client.on('Network.requestWillBeSentExtraInfo', ({ headers }) => {
    if (headers['Sec-Fetch-Dest'] === 'document') cookies.push(headers.Cookie ?? '');
  });
  await happens();
  await client.detach();
  return paths.map((path, index) => [path, cookies[index].includes(token)]);
}

test('two tabs that load the dashboard at once both stay signed in', async () => {
  const [first, second] = [visitor.page, await visitor.tab()];
  await letTheAccessTokenExpire();
  await Promise.all([first, second].map((tab) => visitor.open('/dashboard', tab)));
  for (const tab of [first, second]) {
    assert.equal(visitor.path(tab), '/dashboard');
    assert.equal(await visitor.text('h1', tab), WELCOME);
  }

  await letTheAccessTokenExpire();
  await visitor.open('/dashboard', second);
  assert.equal(await visitor.text('h1', second), WELCOME, 'the refresh token that was stored last is good');
});

test('a link on another site leads to the dashboard, even if the access token has expired', async () => {
  const elsewhere = new URL(server.origin);
  elsewhere.hostname = 'localhost';
  await visitor.page.goto(elsewhere.href);
  await letTheAccessTokenExpire();
  await Promise.all([
    visitor.page.waitForNavigation(),
    visitor.page.evaluate((address) => {
      location.href = address;
    }, `${server.origin}/dashboard`),
  ]);
  assert.equal(visitor.path(), '/dashboard');
  assert.equal(await visitor.text('h1'), WELCOME);
});

test('a request that another site sends to /refresh ends nothing', async () => {
  const elsewhere = new URL('/style.css', server.origin);
  elsewhere.hostname = 'localhost';
  await visitor.page.goto(elsewhere.href);
  const before = await refreshToken();
  await visitor.page.evaluate(
    (address) => fetch(address, { mode: 'no-cors', credentials: 'include', headers: { Accept: 'text/html' } }),
    `${server.origin}/refresh`,
  );
  assert.equal(await refreshToken(), before);
  await visitor.open('/dashboard');
  assert.equal(await visitor.text('h1'), WELCOME);
});

test('a page that was open longer than its access token can still sign out, and Back shows nothing of it', async () => {
  await letTheAccessTokenExpire();
  await visitor.press('Sign out');
  assert.equal(visitor.path(), '/');
  assert.equal(await visitor.cookie('session'), undefined);
  assert.equal(await refreshToken(), undefined);

  await visitor.page.goBack();
  assert.equal(visitor.path(), '/login');
  assert.doesNotMatch(await visitor.page.content(), /Ada Lovelace|somebody-/);
});

test('after a sign-out, a copy of the refresh token is worth nothing', async () => {
  const copy = await visitor.cookie('refresh');
  const thief = await Visitor.of(browser, server);
  await thief.context.setCookie(copy);
  await visitor.press('Sign out');

  await thief.open('/dashboard');
  assert.equal(thief.path(), '/login?ended');
  assert.equal(await thief.text('[role=status]'), ENDED);
  assert.equal(await thief.cookie('refresh'), undefined);
  await thief.leave();
});

test('a copy that is used after its owner has refreshed twice ends the session of both', async () => {
  const copy = await visitor.cookie('refresh');
  const thief = await Visitor.of(browser, server);
  await thief.context.setCookie(copy);
  for (const _ of [1, 2]) {
    await letTheAccessTokenExpire();
    await visitor.open('/dashboard');
    assert.equal(await visitor.text('h1'), WELCOME);
  }

  await thief.open('/dashboard');
  assert.equal(thief.path(), '/login?ended');
  await letTheAccessTokenExpire();
  await visitor.open('/dashboard');
  assert.equal(visitor.path(), '/login?ended');
  await thief.leave();
});

for (const look of Object.keys(LOOKS)) {
  test(`the pages of a session are readable: ${look}`, async () => {
    await visitor.look(LOOKS[look]);
    await visitor.isReadable();

    // The form on this page is of a session that has ended in another tab.
    const other = await visitor.tab();
    await visitor.open('/dashboard', other);
    await visitor.press('Sign out', other);
    const refused = await visitor.press('Sign out');
    assert.equal(refused.status(), 403);
    assert.match(await visitor.text(), /Nothing was done/);
    await visitor.isReadable();

    await visitor.open('/login?ended');
    assert.equal(await visitor.text('[role=status]'), ENDED);
    await visitor.isReadable();
  });
}
