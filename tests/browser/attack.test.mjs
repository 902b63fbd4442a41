// The attacking page of the lesson, `another-site.html`, opened from another site.
// For each refusal, a control shows what made the difference.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Visitor, account, launch } from './browser.mjs';
import { lessonFile, start } from './server.mjs';

const MALLORY = { email: 'mallory@example.com', password: 'the password of mallory' };

let browser;
let server;
let elsewhere;
let folder;
let visitor;

before(async () => {
  server = await start();
  browser = await launch();
  const html = readFileSync(lessonFile('another-site.html'), 'utf8').replaceAll('http://127.0.0.1:8000', server.origin);
  assert.ok(html.includes(`${server.origin}/logout`) && html.includes(`${server.origin}/login`));
  folder = mkdtempSync(join(tmpdir(), 'another-site-'));
  writeFileSync(join(folder, 'another-site.html'), html);
  elsewhere = await site(html);
  await fetch(`${server.origin}/signup`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: 'Mallory', ...MALLORY }),
  });
});
after(async () => {
  await browser?.close();
  await server?.stop();
  elsewhere?.close();
  if (folder) rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  visitor = await Visitor.of(browser, server);
});
afterEach(() => visitor.context.close());

/** The attacking page, and a page that lets itself be read and framed by others. */
async function site(html) {
  const http = createServer((request, response) => {
    const headers = { 'Content-Type': 'text/html; charset=utf-8' };
    if (request.url === '/open') {
      headers['Access-Control-Allow-Origin'] = request.headers.origin ?? '*';
      headers['Access-Control-Allow-Credentials'] = 'true';
    }
    response.writeHead(200, headers).end(request.url === '/open' ? 'open to all' : html);
  });
  await new Promise((resolve) => http.listen(0, '127.0.0.1', resolve));
  return http;
}

const port = () => elsewhere.address().port;

for (const [where, address] of [
  ['a file', () => pathToFileURL(join(folder, 'another-site.html')).href],
  // To a browser, the name localhost is a different site from the number 127.0.0.1.
  ['another site', () => `http://localhost:${port()}/`],
  // A different port is a different origin, but the same site: SameSite doesn't help there.
  ['another port of the same site', () => `http://127.0.0.1:${port()}/`],
]) {
  describe(`from ${where}`, () => {
    const attack = async (button) => {
      await visitor.page.goto(address());
      const opened = new Promise((resolve) => visitor.context.once('targetcreated', resolve));
      await visitor.page.click(`#${button}`);
      const page = await (await opened).page();
      await page.waitForSelector('h1');
      return page;
    };
    const result = (id) =>
      visitor.page
        .waitForFunction((id) => /[^…]$/.test(document.getElementById(id).textContent), {}, `${id}-result`)
        .then(() => visitor.text(`#${id}-result`));

    test('nobody can be signed out', async () => {
      await visitor.signIn(await account(server));
      const answer = await attack('sign-out');
      assert.match(await visitor.text('main', answer), /Nothing was done: the form came from another site/);
      assert.match(await result('sign-out'), /^Sent\./);
      await visitor.open('/dashboard');
      assert.equal(await visitor.text('h1'), 'Welcome, Ada Lovelace!');
      await visitor.press('Sign out');
      assert.equal(visitor.path(), '/', 'our own form signs out');
    });

    test('nobody can be signed in as somebody else', async () => {
      const answer = await attack('sign-in');
      assert.match(await visitor.text('main', answer), /Nothing was done: the form came from another site/);
      assert.equal(await visitor.cookie(), undefined);
      assert.doesNotMatch(await answer.content(), /mallory/, 'nothing that the other site filled in is shown');
      await visitor.signIn(MALLORY);
      assert.equal(await visitor.text('h1'), 'Welcome, Mallory!', 'our own form takes this email and password');
    });

    test('a signed-in user stays the same user', async () => {
      await visitor.signIn(await account(server));
      const answer = await attack('sign-in');
      assert.match(await visitor.text('main', answer), /Nothing was done/);
      await visitor.open('/dashboard');
      assert.equal(await visitor.text('h1'), 'Welcome, Ada Lovelace!');
    });

    test('the dashboard can’t be read', async () => {
      await visitor.signIn(await account(server));
      await visitor.page.goto(address());
      await visitor.page.click('#read');
      assert.match(await result('read'), /^Your browser didn.t let me read the response/);
    });

    test('the cookie can’t be read', async () => {
      await visitor.signIn(await account(server));
      assert.ok(await visitor.cookie());
      await visitor.page.goto(address());
      await visitor.page.click('#cookie');
      assert.equal(await result('cookie'), 'Your browser shows me no cookie.');
    });
  });
}

test('a page that allows it can be read by another site: the attack itself works', async () => {
  await visitor.page.goto(`http://localhost:${port()}/`);
  const text = await visitor.page.evaluate(
    (url) => fetch(url, { credentials: 'include' }).then((answer) => answer.text()),
    `http://127.0.0.1:${port()}/open`,
  );
  assert.equal(text, 'open to all');
});

test('a link on another site brings the session along, a picture there does not', async () => {
  await visitor.signIn(await account(server));
  // Cookies ignore ports, so the session goes to the server of the other page, too, which can show it.
  const cookiesOfAPicture = async (host) => {
    await visitor.page.goto(`http://${host}:${port()}/`);
    const asked = new Promise((resolve) => elsewhere.once('request', resolve));
    await visitor.page.evaluate((url) => {
      new Image().src = url;
    }, `http://127.0.0.1:${port()}/picture`);
    return (await asked).headers.cookie ?? '';
  };
  assert.doesNotMatch(await cookiesOfAPicture('localhost'), /session=/);
  assert.match(await cookiesOfAPicture('127.0.0.1'), /session=/, 'from the same site, it does');
  await visitor.page.goto(`http://localhost:${port()}/`);
  await visitor.page.evaluate((url) => {
    const link = document.createElement('a');
    link.href = url;
    link.textContent = 'a link';
    document.body.replaceChildren(link);
  }, `${server.origin}/dashboard`);
  await Promise.all([visitor.page.waitForNavigation(), visitor.page.click('a')]);
  assert.equal(await visitor.text('h1'), 'Welcome, Ada Lovelace!');
});

test('our pages can’t be framed, and a page that allows it can', async () => {
  await visitor.page.goto(`http://127.0.0.1:${port()}/`);
  const framed = async (url) => {
    await visitor.page.evaluate(
      (url) =>
        new Promise((resolve) => {
          const frame = document.createElement('iframe');
          frame.addEventListener('load', resolve);
          frame.src = url;
          document.body.replaceChildren(frame);
        }),
      url,
    );
    const frame = visitor.page.frames()[1];
    return frame.evaluate(() => document.body.innerText);
  };
  assert.equal(await framed(`http://127.0.0.1:${port()}/open`), 'open to all');
  assert.doesNotMatch(await framed(`${server.origin}/login`), /Sign in/);
});
