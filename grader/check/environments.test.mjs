// What is wrong before there is a server to grade: one test fails, says what to do, and the run ends there.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { grade } from '../grade.mjs';
import { cert, key } from './certificate.mjs';
import { resultsOf } from './prove.mjs';
import { Server, listen } from './1-sign-and-verify/server.mjs';
import { accountsAndSessions, parts } from './collections.mjs';

/** A program that isn't one of our servers: it gives the same answer to everything. */
const always = (status, headers, body) => ({ answer: () => ({ status, headers, body }) });
const HTML = { 'Content-Type': 'text/html', Server: 'Otherprogram/1.0' };

/** A server whose routes end in a slash: without one, it redirects. */
const withSlashes = (server, redirects = () => true) => ({
  answer(request) {
    const [path, query] = request.url.split('?');
    if (path.length > 1 && path.endsWith('/')) {
      request.url = path.slice(0, -1) + (query ? `?${query}` : '');
      return server.answer(request);
    }
    return server.routes[path] && redirects(path)
      ? { status: 308, headers: { Location: `${path}/` } }
      : server.answer(request);
  },
});

/** A server behind a proxy that lets this many requests through. */
const limited = (server, most) => {
  let count = 0;
  return {
    answer(request) {
      count += 1;
      return count > most ? { status: 429, headers: HTML, body: '<h1>Too Many Requests</h1>' } : server.answer(request);
    },
  };
};

/** A server that has to wake up: it never answers the first requests. */
const asleep = (server, most) => {
  let count = 0;
  return {
    answer(request) {
      count += 1;
      return count > most ? server.answer(request) : undefined;
    },
  };
};

const environments = (missing, newServer) => [
  {
    what: 'nothing listens',
    says: 'Start your server, leave it running, and check that it prints the same address as baseUrl.',
    address: async (baseUrl, close) => {
      await close();
      return baseUrl;
    },
  },
  {
    what: 'baseUrl starts with https',
    says: 'Write http:// instead of https:// in baseUrl: the server there speaks http.',
    address: (baseUrl) => baseUrl.replace('http:', 'https:'),
  },
  {
    what: 'baseUrl is empty',
    says: "baseUrl isn't an address. In Postman, open the collection's Variables tab",
    address: () => '',
  },
  {
    what: 'baseUrl ends with a slash',
    says: 'Remove the slash at the end of baseUrl',
    address: (baseUrl) => `${baseUrl}/`,
  },
  {
    what: 'another program has the port, and knows no such page',
    says: `it has neither ${missing}. It calls itself "Otherprogram/1.0".`,
    program: always(404, HTML, '<!doctype html><h1>Not Found</h1>'),
  },
  {
    what: 'another program has the port, and answers one page to everything',
    says: 'This program answers any path, so it isn\'t your server. It calls itself "Otherprogram/1.0".',
    program: always(200, HTML, '<!doctype html><div id="app"></div>'),
  },
  {
    what: 'a proxy is in between',
    says: 'A proxy answered instead of your server. It calls itself "Otherprogram/1.0".',
    program: always(502, HTML, '<!doctype html><h1>Bad Gateway</h1>'),
  },
  {
    what: 'the server sends everybody to https',
    says: 'The server redirects to https://127.0.0.1:1/sign-token.',
    program: always(301, { Location: 'https://127.0.0.1:1/sign-token' }),
  },
  {
    what: 'a program has the port that hangs up on HTTP',
    says: 'Start your server, leave it running, and check that it prints the same address as baseUrl.',
    program: { answer: ({ socket }) => void socket.destroy() },
  },
  {
    what: 'the routes end in a slash, and the server redirects',
    says: 'Declare the route without a slash at its end. Yours has one, so the server redirects every request to it.',
    program: withSlashes(newServer()),
  },
  {
    what: 'a proxy lets nobody through for now',
    says: 'a run sends a few hundred a minute. The response asks you to wait: Retry-After: 60.',
    program: always(503, { ...HTML, 'Retry-After': '60' }, '<h1>Service Temporarily Unavailable</h1>'),
  },
  {
    what: 'a program has the port that never answers',
    says: 'No response came in time: the server is hanging',
    program: { answer: () => undefined },
    timeoutMilliseconds: 300,
  },
];

for (const { number, name, collection } of parts) {
  const { styles, preflight } = await import(`./${name}/servers.mjs`);
  const newServer = () => new styles.plain();

  for (const { what, says, program = newServer(), address = (own) => own, timeoutMilliseconds } of environments(
    preflight.missing,
    newServer,
  )) {
    test(`part ${number}, ${what}: one message says so, and the run ends`, async (t) => {
      const { baseUrl, close } = await listen(program);
      t.after(close);
      const results = await grade(collection, await address(baseUrl, close), { timeoutMilliseconds });
      endsWith(results, says);
    });
  }

  test(`part ${number}, a folder alone says once that nothing is listening`, async () => {
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

for (const { number, name, collection } of parts) {
  const { styles, preflight } = await import(`./${name}/servers.mjs`);
  const newServer = () => new styles.plain();

  // Wherever the limit is reached: in a request, in a case of a script, or in a crowd.
  for (const most of [3, 10, 25, 60]) {
    test(`part ${number}, a limit of ${most} requests: one message says so, and the run ends`, async () => {
      const results = await resultsOf(limited(newServer(), most), collection);
      const failed = results.filter(({ state }) => state !== 'passed');
      assert.equal(failed.length, 1, JSON.stringify(failed));
      assert.equal(results.at(-1), failed[0]);
      assert.ok(failed[0].message.includes('Raise the rate limit or turn it off'));
    });
  }

  test(`part ${number}, the run waits for a server that has to wake up`, async () => {
    const results = await resultsOf(asleep(newServer(), 2), collection, {
      folder: ['0 Preflight'],
      timeoutMilliseconds: 700,
    });
    assert.deepEqual(
      results.map(({ state }) => state),
      ['passed'],
    );
  });

  test(`part ${number}, a certificate that nobody trusts: the message names --insecure, which helps`, async (t) => {
    const { baseUrl, close } = await listen(newServer(), 0, { key, cert });
    t.after(close);
    endsWith(await grade(collection, baseUrl), 'npm test -- --insecure, or node mark.mjs students.csv --insecure');
    const [preflighted] = await grade(collection, baseUrl, { folder: '0 Preflight', insecure: true });
    assert.equal(preflighted.state, 'passed', preflighted.message);
  });

  test(`part ${number}, a folder alone with a slash at the end of baseUrl says so, once`, async (t) => {
    const { baseUrl, close } = await listen(newServer());
    t.after(close);
    const results = await grade(collection, `${baseUrl}/`, { folder: preflight.folder });
    assert.equal(results.length, 1, JSON.stringify(results));
    assert.ok(results[0].message.includes('Remove the slash at the end of baseUrl'), results[0].message);
  });
}

test('a slash at the end of one route alone is named in each folder', async () => {
  const { collection } = parts[0];
  for (const folder of ['06-bearer-header', '07-verify', '09-issuer-and-audience']) {
    const program = withSlashes(new Server(), (path) => path === '/verify-token');
    const results = await resultsOf(program, collection, { folder });
    const failed = results.filter(({ state }) => state !== 'passed');
    assert.equal(failed.length, 1, JSON.stringify(failed));
    assert.ok(failed[0].message.includes('Declare the route without a slash at its end'), failed[0].message);
    assert.ok(failed[0].message.includes('got: 308, with Location: /verify-token/'), failed[0].message);
  }
});

test('part 2, the server of part 1 has the port: one message says so, and the run ends', async (t) => {
  const { baseUrl, close } = await listen(new Server());
  t.after(close);
  endsWith(
    await grade(accountsAndSessions, baseUrl),
    'If it is your server from an earlier lesson, start the one from lesson 12 or later.',
  );
});

function endsWith(results, says) {
  assert.deepEqual(
    results.map(({ request, test, state }) => [request, test, state]),
    [['Is your server there?', 'A server answers at baseUrl, and it is yours', 'failed']],
  );
  assert.ok(results[0].message.includes(says), results[0].message);
}
