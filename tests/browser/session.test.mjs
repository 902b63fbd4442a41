// A session in a browser, from sign-up to sign-out, and every way in which it can end.

import assert from 'node:assert/strict';
import { createServer, request } from 'node:http';
import { test } from 'node:test';
import { Visitor, account, remove } from './browser.mjs';
import { claimsOf, token } from './server.mjs';
import { eachTestVisits } from './visits.mjs';

let browser;
let server;
let visitor;

eachTestVisits(undefined, (here) => {
  ({ browser, server, visitor } = here);
});

const ENDED = 'Your session has ended. Sign in again.';

test('sign up, sign in, reload, sign out', async () => {
  await visitor.open('/');
  assert.equal(visitor.path(), '/');
  const link = await visitor.page.$('::-p-aria([name="Create an account"][role="link"])');
  await Promise.all([visitor.page.waitForNavigation(), link.click()]);
  await visitor.fill({ Name: 'Ada Lovelace', Email: 'ada@example.com', Password: 'a password of several words' });
  await visitor.press('Create the account');
  assert.equal(visitor.path(), '/login?new');
  assert.equal(await visitor.text('[role=status]'), 'Your account was created. Sign in to continue.');
  assert.equal(await visitor.cookie(), undefined);

  await visitor.fill({ Email: 'ada@example.com', Password: 'a password of several words' });
  await visitor.press('Sign in');
  assert.equal(visitor.path(), '/dashboard');
  assert.equal(await visitor.text('h1'), 'Welcome, Ada Lovelace!');
  assert.match(await visitor.text(), /You are signed in as ada@example\.com\./);

  const cookie = await visitor.cookie();
  const { httpOnly, sameSite, secure, path, session, expires } = cookie;
  assert.deepEqual(
    { httpOnly, sameSite, secure, path, session },
    { httpOnly: true, sameSite: 'Lax', secure: false, path: '/', session: false },
  );
  const claims = claimsOf(cookie.value);
  assert.equal(claims.exp - claims.iat, 1800);
  assert.ok(Math.abs(expires - claims.exp) < 5, `the cookie ends at ${expires}, its token at ${claims.exp}`);

  await visitor.page.reload();
  assert.equal(await visitor.text('h1'), 'Welcome, Ada Lovelace!');
  await visitor.open('/');
  assert.equal(visitor.path(), '/dashboard');

  await visitor.press('Sign out');
  assert.equal(visitor.path(), '/');
  assert.equal(await visitor.cookie(), undefined);
  await visitor.open('/dashboard');
  assert.equal(visitor.path(), '/login');
  assert.equal(await visitor.has('[role=status]'), false);
});

for (const [when, detour] of [
  ['at once', () => {}],
  // By then, the dashboard has been in the browser's cache, and Chromium would show it from there.
  ['after Back and forth', () => visitor.open('/signup').then(() => visitor.page.goBack())],
]) {
  test(`Back after a sign-out ${when} shows nothing of the dashboard`, async () => {
    await visitor.signIn(await account(server));
    await detour();
    assert.equal(visitor.path(), '/dashboard');
    assert.equal(await visitor.text('h1'), 'Welcome, Ada Lovelace!');

    await visitor.press('Sign out');
    await visitor.page.goBack();
    assert.equal(visitor.path(), '/login');
    assert.doesNotMatch(await visitor.page.content(), /Ada Lovelace|somebody-/);
  });
}

/** The same server, with `no-store` taken out of its responses. */
async function withoutNoStore() {
  const proxy = createServer((incoming, outgoing) => {
    const { method, url: path, headers } = incoming;
    const onward = request(server.origin, { method, path, headers }, (response) => {
      const kept = { ...response.headers };
      delete kept['cache-control'];
      outgoing.writeHead(response.statusCode, kept);
      response.pipe(outgoing);
    });
    incoming.pipe(onward);
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return proxy;
}

test('without no-store, Back after a sign-out shows the dashboard', async () => {
  const proxy = await withoutNoStore();
  const other = await Visitor.of(browser, { origin: `http://127.0.0.1:${proxy.address().port}` });
  await other.signIn(await account(server));
  await other.press('Sign out');
  await other.page.goBack();
  assert.equal(other.path(), '/dashboard');
  assert.equal(await other.text('h1'), 'Welcome, Ada Lovelace!');
  await other.leave();
  proxy.closeAllConnections();
  proxy.close();
});

for (const [what, spoil] of [
  ['expired', ({ id }) => token({ sub: id, exp: Math.floor(Date.now() / 1000) - 1 })],
  ['signed with another secret', ({ id }) => token({ sub: id }).replace(/[^.]+$/, 'A'.repeat(43))],
  ['changed in its payload', ({ id }) => otherSubject(token({ sub: id }))],
  ['no token at all', () => 'hello'],
]) {
  test(`a cookie that is ${what} counts as signed out`, async () => {
    const ada = await account(server);
    await visitor.setSession(token({ sub: ada.id }));
    await visitor.open('/dashboard');
    assert.equal(await visitor.text('h1'), 'Welcome, Ada Lovelace!', 'a good token of this user gets in');

    await visitor.setSession(spoil(ada));
    await visitor.open('/');
    assert.equal(visitor.path(), '/');
    await visitor.open('/dashboard');
    assert.equal(visitor.path(), '/login');
    assert.equal(await visitor.text('[role=status]'), ENDED);
    assert.equal(await visitor.cookie(), undefined);

    await visitor.fill({ Email: ada.email, Password: ada.password });
    await visitor.press('Sign in');
    assert.equal(visitor.path(), '/dashboard', 'the form on that page works');
  });
}

test('the session of a user who was deleted ends at once', async () => {
  const ada = await account(server);
  await visitor.signIn(ada);
  await visitor.page.reload();
  assert.equal(visitor.path(), '/dashboard');

  await remove(server, ada);
  await visitor.page.reload();
  assert.equal(visitor.path(), '/login');
  assert.equal(await visitor.text('[role=status]'), ENDED);
  assert.equal(await visitor.cookie(), undefined);
});

test('signing out in one tab signs out the other', async () => {
  const ada = await account(server);
  await visitor.signIn(ada);
  const [first, second] = [visitor.page, await visitor.tab()];
  await visitor.open('/dashboard', second);
  assert.equal(await visitor.text('h1', second), 'Welcome, Ada Lovelace!');

  await visitor.press('Sign out', first);
  const answer = await visitor.press('Sign out', second);
  assert.equal(answer.status(), 403);
  assert.match(await visitor.text('main', second), /Nothing was done/);
  await visitor.open('/dashboard', second);
  assert.equal(visitor.path(second), '/login');
});

test('after signing in in one tab, the form in the other is stale, and can be sent again', async () => {
  const ada = await account(server);
  const [first, second] = [visitor.page, await visitor.tab()];
  await visitor.open('/login', second);
  await visitor.signIn(ada, first);

  await visitor.fill({ Email: ada.email, Password: ada.password }, second);
  const refused = await visitor.press('Sign in', second);
  assert.equal(refused.status(), 403);
  await visitor.fill({ Email: ada.email, Password: ada.password }, second);
  await visitor.press('Sign in', second);
  assert.equal(visitor.path(second), '/dashboard');
  await visitor.open('/dashboard', first);
  assert.equal(visitor.path(first), '/dashboard');
});

test('scripts on our own pages see neither the session nor the cookie of the forms', async () => {
  await visitor.signIn(await account(server));
  assert.ok(await visitor.cookie('session'));
  assert.ok(await visitor.cookie('form'));
  assert.equal(await visitor.page.evaluate(() => document.cookie), '');
  await visitor.page.evaluate(() => {
    document.cookie = 'seen=yes';
  });
  assert.equal(await visitor.page.evaluate(() => document.cookie), 'seen=yes', 'others would be seen');
});

/** The same token for somebody else, with its old signature. */
function otherSubject(token) {
  const [header, payload, signature] = token.split('.');
  const claims = { ...JSON.parse(Buffer.from(payload, 'base64url')), sub: 'somebody else' };
  return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
}
