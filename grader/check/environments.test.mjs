// What is wrong before there is a server to grade: one test fails, says what to do, and the run ends there.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grade } from '../grade.mjs';
import { Server, listen } from './1-sign-and-verify/server.mjs';
import { accountsAndSessions, parts } from './collections.mjs';

/** A program that isn't one of our servers: it gives the same answer to everything. */
const always = (status, headers, body) => ({ answer: () => ({ status, headers, body }) });
const HTML = { 'Content-Type': 'text/html', Server: 'Otherprogram/1.0' };

const environments = (missing) => [
  {
    what: 'nothing listens',
    says: 'Start your server, leave it running, and compare the address that it prints with baseUrl.',
    address: async (baseUrl, close) => {
      await close();
      return baseUrl;
    },
  },
  {
    what: 'baseUrl begins with https',
    says: 'baseUrl begins with https, and the sandbox speaks http: write http:// instead.',
    address: (baseUrl) => baseUrl.replace('http:', 'https:'),
  },
  {
    what: 'baseUrl is empty',
    says: 'baseUrl is not an address: set it in the tab Variables',
    address: () => '',
  },
  {
    what: 'baseUrl ends with a slash',
    says: 'Leave out the last slash',
    address: (baseUrl) => `${baseUrl}/`,
  },
  {
    what: 'another program has the port, and knows no such page',
    says: `it has neither ${missing}. It calls itself "Otherprogram/1.0".`,
    program: always(404, HTML, '<!doctype html><h1>Not Found</h1>'),
  },
  {
    what: 'another program has the port, and answers one page to everything',
    says: 'This program answers any address, so it is not your server. It calls itself "Otherprogram/1.0".',
    program: always(200, HTML, '<!doctype html><div id="app"></div>'),
  },
  {
    what: 'a proxy is in between',
    says: 'A proxy answered in its place. It calls itself "Otherprogram/1.0".',
    program: always(502, HTML, '<!doctype html><h1>Bad Gateway</h1>'),
  },
  {
    what: 'the server sends everybody to https',
    says: 'The server sends you on to https://127.0.0.1:1/sign-token.',
    program: always(301, { Location: 'https://127.0.0.1:1/sign-token' }),
  },
  {
    what: 'a program has the port that hangs up on HTTP',
    says: 'Start your server, leave it running, and compare the address that it prints with baseUrl.',
    program: { answer: ({ socket }) => void socket.destroy() },
  },
  {
    what: 'a program has the port that never answers',
    says: 'Start your server, leave it running, and compare the address that it prints with baseUrl.',
    program: { answer: () => undefined },
    timeoutMilliseconds: 300,
  },
];

for (const { number, name, collection } of parts) {
  const { styles, preflight } = await import(`./${name}/servers.mjs`);
  const newServer = () => new styles.plain();

  for (const { what, says, program = newServer(), address = (own) => own, timeoutMilliseconds } of environments(
    preflight.missing,
  )) {
    test(`part ${number}, ${what}: one message says so, and the run ends`, async (t) => {
      const { baseUrl, close } = await listen(program);
      t.after(close);
      const results = await grade(collection, await address(baseUrl, close), { timeoutMilliseconds });
      endsWith(results, says);
    });
  }

  test(`part ${number}, a folder alone says that nothing listens, once`, async () => {
    const { baseUrl, close } = await listen(newServer());
    await close();
    const results = await grade(collection, baseUrl, { folder: preflight.folder });
    assert.deepEqual(
      results.map(({ test, state }) => [test, state]),
      [['The server answers', 'failed']],
    );
    assert.ok(results[0].message.includes('Start your server'), results[0].message);
  });
}

test('part 2, the server of part 1 has the port: one message says so, and the run ends', async (t) => {
  const { baseUrl, close } = await listen(new Server());
  t.after(close);
  endsWith(
    await grade(accountsAndSessions, baseUrl),
    'Or it is the server of an earlier lesson: start the one of lesson 12 or later.',
  );
});

function endsWith(results, says) {
  assert.deepEqual(
    results.map(({ request, test, state }) => [request, test, state]),
    [['Is your server there?', 'A server answers at baseUrl, and it is yours', 'failed']],
  );
  assert.ok(results[0].message.includes(says), results[0].message);
}
