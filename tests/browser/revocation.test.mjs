// Lesson 23 in a browser: a sign-out counts at once, here and in every other browser of the same user.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOOKS, Visitor, account } from './browser.mjs';
import { REVOCATION } from './server.mjs';
import { eachTestVisits } from './visits.mjs';

let browser;
let server;
let visitor;
let person;

eachTestVisits(REVOCATION, async (here) => {
  ({ browser, server, visitor } = here);
  person = await account(server);
  await visitor.signIn(person);
  assert.equal(visitor.path(), '/dashboard');
});

const WELCOME = 'Welcome, Ada Lovelace!';
const ENDED = 'Your session has ended. Sign in again.';

test('Sign out everywhere in one browser puts the other one out, and a new sign-in works at once', async () => {
  const other = await Visitor.of(browser, server);
  await other.signIn(person);
  assert.equal(await other.text('h1'), WELCOME);

  await visitor.press('Sign out everywhere');
  assert.equal(visitor.path(), '/');
  for (const name of ['session', 'refresh']) assert.equal(await visitor.cookie(name), undefined, name);

  // Its access token is still good for minutes, as far as its exp goes.
  assert.notEqual(await other.cookie('session'), undefined);
  await other.open('/dashboard');
  assert.equal(other.path(), '/login?ended');
  assert.equal(await other.text('[role=status]'), ENDED);
  await other.leave();

  await visitor.signIn(person);
  assert.equal(visitor.path(), '/dashboard');
  assert.equal(await visitor.text('h1'), WELCOME);
});

test('after a sign-out, a copy of the access cookie is worth nothing', async () => {
  const copy = await visitor.cookie('session');
  const thief = await Visitor.of(browser, server);
  await thief.context.setCookie(copy);
  await thief.open('/dashboard');
  assert.equal(await thief.text('h1'), WELCOME, 'the copy works while the session is open');

  await visitor.press('Sign out');
  assert.equal(visitor.path(), '/');
  await thief.open('/dashboard');
  assert.equal(thief.path(), '/login');
  await thief.leave();
});

test('a page that was open longer than its access token can still sign out everywhere', async () => {
  const other = await Visitor.of(browser, server);
  await other.signIn(person);
  await visitor.context.deleteCookie(await visitor.cookie('session'));
  await visitor.press('Sign out everywhere');
  assert.equal(visitor.path(), '/');
  await other.open('/dashboard');
  assert.equal(other.path(), '/login?ended');
  await other.leave();
});

for (const look of Object.keys(LOOKS)) {
  test(`the dashboard with both buttons is readable: ${look}`, async () => {
    await visitor.look(LOOKS[look]);
    await visitor.isReadable();
  });
}
