// Marking over the network: whatever a student's server does, it gets a mark that says why, and delays nobody.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { table } from '../mark.mjs';
import { newMarker } from '../marking/marker.mjs';
import { whyNot } from '../marking/why.mjs';
import { graded } from '../course.mjs';
import { grade } from '../grade.mjs';
import { Server, listen } from './1-sign-and-verify/server.mjs';
import { AccountsServer } from './2-accounts-and-sessions/server.mjs';
import { IssuerServer } from './4-beyond-one-secret/server.mjs';
import { parts, root } from './collections.mjs';
import { cert, key } from './certificate.mjs';
import { flawed, flawsOf } from './flaws.mjs';

const FLAWS = await flawsOf('1-sign-and-verify');
const ACCOUNTS_FLAWS = await flawsOf('2-accounts-and-sessions');
const [{ collection }] = parts;
const LESSONS = ['02', '03', '04', '05', '06', '07', '08', '09', '10'];
/** Whatever never comes fails the test, instead of hanging the run. */
const GUARD = { timeout: 120_000 };
const flawNamed = (name) => FLAWS.find((flaw) => flaw.name === name);

const marker = newMarker({ part: graded[0] });
after(() => marker.close());

async function markOf(server) {
  const { baseUrl, close } = await listen(server);
  try {
    return await marker.mark({ name: 'Ada', address: baseUrl });
  } finally {
    await close();
  }
}

test('a correct server passed every lesson, and there is nothing to fix', async () => {
  const { passed, counts, first, why } = await markOf(new Server());
  assert.deepEqual(
    { passed, counts, first, why },
    { passed: LESSONS, counts: { passed: 94, failed: 0, skipped: 0, total: 94 }, first: undefined, why: undefined },
  );
});

test('a server with a flaw did not pass that lesson, and none after it counts', async () => {
  const flaw = flawNamed('nbf-ignored');
  const { passed, first } = await markOf(flawed(new Server(), flaw));
  assert.deepEqual(passed, ['02', '03', '04', '05', '06', '07']);
  assert.equal(first.state, 'to fix');
  assert.equal(`${first.test.request} › ${first.test.test}`, flaw.caughtBy[0]);
  assert.match(first.test.message, /^got: nbf in an hour: 200 \{"user":/m);
});

test('marking gives each server the results that a run in Postman gives it', async () => {
  for (const name of ['nbf-ignored', 'accepts-none', 'exp-as-text']) {
    const flaw = flawNamed(name);
    const { baseUrl, close } = await listen(flawed(new Server(), flaw));
    const named = (results) => results.map(({ request, test: one, state }) => `${request} › ${one}: ${state}`);
    const usual = await grade(collection, baseUrl);
    const loadedOnce = await grade(collection, baseUrl, { loadOnce: true });
    await close();
    assert.deepEqual(named(loadedOnce), named(usual), flaw.name);
  }
});

test('a student without an address is absent', async () => {
  const { why, passed, counts } = await marker.mark({ name: 'Ben', address: undefined });
  assert.equal(why.kind, 'no address');
  assert.deepEqual([passed, counts.passed, counts.total], [[], 0, 94]);
});

// ---- Why there is no answer

/** A TCP server that does this with each connection. */
async function tcp(t, handle) {
  const sockets = new Set();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    handle(socket);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

/** The address of a server that has just stopped. */
async function deadAddress() {
  const { baseUrl, close } = await listen(new Server());
  await close();
  return baseUrl;
}

async function http(t, answer) {
  const server = createServer((request, response) => {
    request.resume();
    answer(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

async function https(t) {
  const { baseUrl, close } = await listen(new Server(), 0, { key, cert });
  t.after(close);
  return baseUrl;
}

for (const [kind, what, address, options] of [
  ['address', "http://[nonsense isn't an address", () => 'http://[nonsense'],
  ['address', "99999 isn't a port", () => 'http://127.0.0.1:99999'],
  ['address', "0.0.0.0 isn't the address of a machine", () => 'http://0.0.0.0:8000'],
  ['unknown name', 'no machine here has the name no-such-laptop.invalid', () => 'http://no-such-laptop.invalid:8000'],
  ['refused', /^the machine answers, but nothing is listening on port \d+$/, deadAddress],
  [
    'no answer',
    'the server accepted the connection, but no response came in time',
    (t) => tcp(t, () => {}),
    { milliseconds: 200 },
  ],
  [
    'no answer',
    'the server accepted the connection, but no response came in time',
    (t) => http(t, (one) => one.writeHead(200).write('x')),
    { milliseconds: 200 },
  ],
  [
    'hung up',
    'the connection was closed without a response',
    (t) => tcp(t, (socket) => socket.once('data', () => socket.destroy())),
  ],
  [
    'not http',
    "the program there doesn't speak HTTP",
    (t) => tcp(t, (socket) => socket.end('\u0000\u001b[31m garbage\r\n\r\n')),
  ],
  [
    'too much',
    'the first response has more than a megabyte',
    (t) => http(t, (one) => one.end('x'.repeat(10 * 1024 * 1024))),
  ],
  ['http', 'the server there speaks http', async (t) => (await http(t, (one) => one.end())).replace('http:', 'https:')],
  [
    'https',
    'the server there speaks https',
    (t) => tcp(t, (socket) => socket.once('data', () => socket.end(Buffer.from('15030100020246', 'hex')))),
  ],
  ['certificate', "this machine doesn't trust the server's certificate", https],
])
  test(`no answer, ${kind}: ${what}`, { timeout: 60_000 }, async (t) => {
    const why = await whyNot(await address(t), { milliseconds: 10_000, ...options });
    assert.equal(why.kind, kind, JSON.stringify(why));
    if (typeof what === 'string') assert.equal(why.what, what);
    else assert.match(why.what, what);
    assert.match(why.hint, /^[A-Z0-9].*[.?]$/s);
  });

test('any answer is an answer, and a certificate may be accepted', async (t) => {
  assert.equal(await whyNot(await http(t, (one) => one.writeHead(500).end('no')), { milliseconds: 10_000 }), undefined);
  assert.equal(await whyNot(await https(t), { insecure: true, milliseconds: 10_000 }), undefined);
});

test('an answer that is not the student’s gets the collection’s hint', async (t) => {
  const proxy = await http(t, (one) =>
    one.writeHead(502, { Server: 'Otherprogram/1.0', 'Content-Type': 'text/html' }).end('<h1>'),
  );
  const { why, counts } = await marker.mark({ name: 'Ada', address: proxy });
  assert.equal(why.kind, 'no server');
  assert.match(why.hint, / A proxy answered instead of your server\. It calls itself "Otherprogram\/1\.0"\.$/);
  assert.equal(counts.passed, 0);
});

test('a proxy in the environment is not asked for a student’s server', async (t) => {
  process.env.http_proxy = await deadAddress();
  t.after(() => delete process.env.http_proxy);
  const beside = newMarker({ part: graded[0] });
  t.after(beside.close);
  const { baseUrl, close } = await listen(new Server());
  t.after(close);
  assert.deepEqual((await beside.mark({ name: 'Ada', address: baseUrl })).passed, LESSONS);
});

// ---- One that hangs

/** Signs tokens, and hangs as soon as it gets one. */
class Stuck extends Server {
  verifyToken() {
    return undefined;
  }
}

test('servers that hang in the middle delay nobody', GUARD, async (t) => {
  const hanging = newMarker({ part: graded[0], size: 1, seconds: 600, limit: 600 });
  const stuck = await Promise.all([1, 2, 3].map(() => listen(new Stuck())));
  const good = await listen(new Server());
  t.after(() => {
    hanging.close();
    return Promise.all([...stuck, good].map(({ close }) => close()));
  });
  let isOver = false;
  for (const { baseUrl } of stuck) hanging.mark({ name: 'Stuck', address: baseUrl }).then(() => (isOver = true));
  // There is one place for runs, and this server is the last in the queue.
  assert.deepEqual((await hanging.mark({ name: 'Ada', address: good.baseUrl })).passed, LESSONS);
  assert.equal(isOver, false);
});

test(
  'a server that takes longer than the limit is cut off, and what was not checked is not wrong',
  GUARD,
  async (t) => {
    const hanging = newMarker({ part: graded[0], seconds: 600, limit: 3 });
    const { baseUrl, close } = await listen(new Stuck());
    t.after(() => {
      hanging.close();
      return close();
    });
    const { cut, lessons } = await hanging.mark({ name: 'Stuck', address: baseUrl });
    assert.equal(cut, 3);
    assert.equal(lessons.at(-1).state, 'not checked');
  },
);

// ---- The script

const script = (...options) => promisify(execFile)(process.execPath, [join(root, 'grader/mark.mjs'), ...options]);

test('the first thing to fix is in its column', () => {
  const counts = { passed: 1, total: 94 };
  const first = {
    number: '08',
    title: 'Expiry',
    test: { request: 'One', test: 'Two', message: 'expected: a\ngot: b' },
  };
  assert.equal(
    table([
      { name: 'Ada', passed: ['02', '03'], counts },
      { name: 'Ben', passed: ['02'], counts, first: { ...first, state: 'next' } },
      { name: 'Grace', passed: [], counts, first: { ...first, state: 'to fix' } },
      { name: 'Linus', passed: [], counts, why: { kind: 'refused', what: 'nothing listens', hint: 'Start it.' } },
    ]),
    `name   lessons passed  tests  first thing to fix
Ada    02 03           1/94   nothing
Ben    02              1/94   not there yet: 08 Expiry
Grace  none            1/94   to fix: 08 Expiry › One › Two
                              got: b
Linus  none            1/94   refused: nothing listens
                              Start it.`,
  );
});

test('the script marks part 2 when it is asked to', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'marks-'));
  const flaw = ACCOUNTS_FLAWS.find(({ name }) => name === 'user-enumeration');
  const { baseUrl, close } = await listen(flawed(new AccountsServer(), flaw));
  try {
    const list = join(folder, 'students.csv');
    writeFileSync(list, `Ada,${baseUrl}\n`);
    const { stdout } = await script(list, '--part', '2');
    assert.match(
      stdout,
      /^Ada +11 +\d+\/\d+ +to fix: 12 .* › An unknown email › The refusal is the same as for a wrong password\n +got: the body\.error "there is no user with this email"$/m,
    );
  } finally {
    await close();
    rmSync(folder, { recursive: true });
  }
});

test('in part 4, the notes service is on the same machine unless the list says otherwise, and is named if it is away', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'marks-'));
  const servers = [];
  const serve = async (program) => {
    servers.push(await listen(program));
    return servers.at(-1).baseUrl;
  };
  try {
    const issuer = new IssuerServer();
    const [address, notes] = [await serve(issuer), await serve(issuer.notes)];
    const alone = await serve(new IssuerServer());
    const dead = await deadAddress();
    const deaf = await serve({ answer: () => undefined });
    const list = join(folder, 'students.csv');
    writeFileSync(
      list,
      `Name,Address,Notes\nAda,${address},${notes}\nBen,${alone},${dead}\nCleo,${alone},${notes}\nDan,${alone},${deaf}\nEve,${notes},\nFay,${alone},\n`,
    );
    const { stdout } = await script(list, '--part', '4', '--timeout', '2');
    assert.match(stdout, /^Ada +19 20 22 23 +\d+\/\d+ +nothing$/m);
    assert.match(
      stdout,
      new RegExp(
        `^Ben +19 .* to fix: 20 Another service\n +the notes service at ${dead}: the machine answers, but nothing is listening on port \\d+\n +Check the list: `,
        'm',
      ),
    );
    // These issuers have lessons 22 and 23, so a failing lesson 20 is one to fix, not one that comes later.
    // A neighbor's notes service has no key of this issuer.
    assert.match(stdout, /^Cleo +19 .* to fix: 20 .* › GET \/notes answers 200 .*\n +got: 401 /m);
    assert.match(
      stdout,
      /^Dan +19 .* to fix: 20 .*\n.* the server accepted the connection, but no response came in time\n/m,
    );
    assert.match(
      stdout,
      /^Eve +none .* no server: 401 .*\n +The server at baseUrl is the notes service\. Start the issuer/m,
    );
    // Whatever is at port 8001 of this machine.
    assert.match(stdout, /^Fay +19 .*: 20 Another service/m);
  } finally {
    await Promise.all(servers.map(({ close }) => close()));
    rmSync(folder, { recursive: true });
  }
});

test('what the command line gets wrong is answered with the usage, and --help prints it', async () => {
  for (const options of [
    [],
    ['a.csv', 'b.csv'],
    ['a.csv', '--part', '99'],
    ['a.csv', '--timeout', 'soon'],
    ['a.csv', '--limit', '0'],
  ])
    await assert.rejects(script(...options), { code: 1, stderr: /^usage: node mark\.mjs students\.csv \[options\]/ });
  assert.match((await script('--help')).stdout, /^usage: node mark\.mjs students\.csv \[options\]/);
});

test('a list that is not there is named', async () => {
  const file = join(tmpdir(), 'no-such-list.csv');
  await assert.rejects(script(file), {
    code: 1,
    stderr: `${file} can't be read: ENOENT: no such file or directory, open '${file}'\n`,
  });
});

test('the script prints the table, names the lines that it skips, and writes a JUnit report for each student', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'marks-'));
  const { baseUrl, close } = await listen(new Server());
  try {
    const list = join(folder, 'students.csv');
    writeFileSync(list, `Name;Address\nAda Lovelace;${baseUrl}\n;\nGrace;${await deadAddress()}\nBen;\nCleo;htp:/1\n`);
    const junit = join(folder, 'junit');
    const { stdout, stderr } = await script(list, '--junit', junit);
    assert.match(stdout, /^Ada Lovelace +02 03 04 05 06 07 08 09 10 +94\/94 +nothing$/m);
    assert.match(stdout, /^Grace +none +0\/94 +refused: the machine answers, but nothing is listening on port \d+\n/m);
    assert.match(stdout, /^Ben +none +0\/94 +no address: no address in the list\n/m);
    assert.match(stderr, /^Line 6 is skipped: "htp:\/1" isn't an address/);
    assert.deepEqual(readdirSync(junit), ['1-Ada-Lovelace.xml', '2-Grace.xml', '3-Ben.xml']);
    assert.match(
      readFileSync(join(junit, '2-Grace.xml'), 'utf8'),
      /<testsuites name="JWT sandbox" tests="95" failures="1" errors="0" skipped="94">/,
    );
  } finally {
    await close();
    rmSync(folder, { recursive: true });
  }
});
