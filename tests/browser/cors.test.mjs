// The solution of the exercise on CORS: pages of one other origin may use the API, and no others.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { Visitor, account, launch } from './browser.mjs';
import { CORS_SOLUTION, start, token } from './server.mjs';

let allowed;
let other;
let browser;
let server;
let closed;
let visitor;

before(async () => {
  [allowed, other] = await Promise.all([site(), site()]);
  server = await start(CORS_SOLUTION, { ALLOWED_ORIGIN: origin(allowed) });
  // The control: the same program, with no allowed origin.
  closed = await start(CORS_SOLUTION);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await Promise.all([server?.stop(), closed?.stop()]);
  for (const http of [allowed, other]) http?.close();
});
beforeEach(async () => {
  visitor = await Visitor.of(browser, server);
});
afterEach(() => visitor.context.close());

/** A page that sends the requests, at another origin. */
async function site() {
  const http = createServer((request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end('<!doctype html><title>A page</title>');
  });
  await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));
  return http;
}

const origin = (http) => `http://127.0.0.1:${http.address().port}`;

/** What a script on a page of this origin reads: the status and the body, or the browser's refusal. */
async function ask(from, path, { to = server, ...options } = {}) {
  await visitor.page.goto(from);
  return visitor.page.evaluate(
    (url, options) =>
      fetch(url, options)
        .then(async (answer) => ({ status: answer.status, text: await answer.text() }))
        .catch((error) => ({ refused: error.message })),
    to.origin + path,
    options,
  );
}

const REFUSED = { refused: 'Failed to fetch' };
const bearer = (id) => ({ headers: { Authorization: `Bearer ${token({ sub: id })}` } });

test('a page of the allowed origin reads an answer, and a page of a different one does not', async () => {
  const { status, text } = await ask(origin(allowed), '/sign-token');
  assert.equal(status, 200);
  assert.match(text, /^{"token":"ey/);
  assert.deepEqual(await ask(origin(other), '/sign-token'), REFUSED);
  // To a browser, the name localhost is a different origin from the number.
  assert.deepEqual(await ask(origin(allowed).replace('127.0.0.1', 'localhost'), '/sign-token'), REFUSED);
  assert.deepEqual(await ask(origin(allowed), '/sign-token', { to: closed }), REFUSED);
});

test('with a token, after a preflight, only the allowed origin reads who the user is', async () => {
  const ada = await account(server);
  const { status, text } = await ask(origin(allowed), '/me', bearer(ada.id));
  assert.equal(status, 200);
  assert.equal(JSON.parse(text).user.email, ada.email);
  assert.deepEqual(await ask(origin(other), '/me', bearer(ada.id)), REFUSED);
});

test('the allowed origin reads a refusal, too', async () => {
  const { status, text } = await ask(origin(allowed), '/me', { headers: { Authorization: 'Bearer x' } });
  assert.equal(status, 401);
  assert.equal(JSON.parse(text).status, 401);
});

test('only the allowed origin can delete an account: after a refused preflight the browser sends nothing', async () => {
  const ada = await account(server);
  assert.deepEqual(await ask(origin(other), '/me', { method: 'DELETE', ...bearer(ada.id) }), REFUSED);
  assert.equal((await ask(origin(allowed), '/me', bearer(ada.id))).status, 200, 'the account is still there');
  assert.deepEqual(await ask(origin(allowed), '/me', { method: 'DELETE', ...bearer(ada.id) }), {
    status: 204,
    text: '',
  });
  assert.equal((await ask(origin(allowed), '/me', bearer(ada.id))).status, 401);
});

test('JSON from the allowed origin is accepted', async () => {
  const body = JSON.stringify({ name: 'Ada', email: 'cors@example.com', password: 'a password of several words' });
  const options = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body };
  assert.deepEqual(await ask(origin(other), '/signup', options), REFUSED);
  assert.equal((await ask(origin(allowed), '/signup', options)).status, 201);
});

test('the session of a visitor stays closed, even to the allowed origin', async () => {
  await visitor.signIn(await account(server));
  assert.equal(await visitor.text('h1'), 'Welcome, Ada Lovelace!');
  assert.deepEqual(await ask(origin(allowed), '/dashboard', { credentials: 'include' }), REFUSED);
});
