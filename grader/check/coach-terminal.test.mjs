// The coach in a terminal and in a pipe, as a learner meets it: a server is started, broken, fixed, slow, killed
// and restarted, and whatever ends the coach, the terminal is as it was.
//
// Node has no pseudo-terminal, and the packages that add one are compiled on each machine. `script` of util-linux
// makes one, and every Linux has it; elsewhere these tests are skipped.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { Server } from './1-sign-and-verify/server.mjs';
import { AccountsServer } from './2-accounts-and-sessions/server.mjs';
import { root } from './collections.mjs';
import { flawed, flawsOf } from './flaws.mjs';

const ESCAPE = '\u001b';
const COACH = join(root, 'grader/coach.mjs');
const hasScript = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0;
/** Whatever never comes fails the test, instead of hanging the run. */
const PATIENCE = 120_000;
const NEXT_SERVER = 'Part 3: not on this server 15 16 17 18';
const NAMES_IT = 'Lesson 15, Forged, has its own server: lessons/15-forged/README.md';
const GUARD = { timeout: 4 * PATIENCE };
const IN_TERMINAL = { ...GUARD, skip: hasScript ? false : 'there is no `script` of util-linux' };

const flaws = await flawsOf('1-sign-and-verify');
const broken = (name) =>
  flawed(
    new Server(),
    flaws.find((flaw) => flaw.name === name),
  );
const NBF = '✗ A token before its nbf is rejected';
const DONE_TO_08 = 'Part 1: done 02 03 04 05 06 07 · current 08 Expiry · to come 09 10';
const DONE = "Part 1: done 02 03 04 05 06 07 08 09 · can't tell 10";

test('the coach follows a server that is started, broken, fixed, restarted and killed', IN_TERMINAL, async (t) => {
  const server = newServer(t);
  await server.reserve();
  const coach = inTerminal(t, '--base-url', server.baseUrl);
  await coach.until(`Waiting for your server at ${server.baseUrl}. A build may take a while.`);

  await server.start(broken('nbf-ignored'));
  await coach.until(
    DONE_TO_08,
    NBF,
    'expected: ',
    'got: nbf in an hour: 200',
    'hint: ',
    'lesson: lessons/WALKTHROUGH.md#a-token-that-is-not-valid-yet',
    'repeat: curl -i',
  );
  await coach.until('Lesson 08, Expiry: lessons/WALKTHROUGH.md#08-expiry', 'A token that is not valid yet\n  ');

  // So fast that nobody could have found the port closed.
  await server.restart(new Server());
  await coach.until(
    DONE,
    'Part 2: current 11 By hand',
    '✓ Lessons 08 and 09 are done. Next: lessons/WALKTHROUGH.md#10-finished-sandbox',
  );

  await server.restart(broken('nbf-ignored'));
  await coach.until(DONE_TO_08, 'It worked before. What did you change last?');

  await server.stop();
  await coach.until(NBF, 'Waiting for your server');
  await server.start(new AccountsServer());
  await coach.until('Part 2: done 11 12 13 14', NEXT_SERVER);

  coach.type('q');
  assert.deepEqual(await coach.end(), { status: '0', isClean: true });
});

test('keys check again, check all, and choose a lesson', IN_TERMINAL, async (t) => {
  const server = newServer(t);
  await server.start(broken('nbf-ignored'));
  const coach = inTerminal(t, '--base-url', server.baseUrl);
  await coach.until(DONE_TO_08, 'q: quit');

  server.app = new Server();
  coach.type('\r');
  await coach.until(DONE, 'q: quit');
  server.app = broken('nbf-ignored');
  coach.type('a');
  await coach.until('Part 1: done 02 03 04 05 06 07 · current 08 Expiry · done 09', 'q: quit');
  coach.type('9');
  await coach.until('Lesson 9_');
  coach.type('\u007f13');
  await coach.until('current 13 Accounts', 'Only lesson 13 · Esc: back');
  coach.type('\u001b');
  await coach.until(DONE_TO_08, '07: that lesson');
  coach.type('77');
  await coach.until('There is no lesson 77.');
  coach.type('\u001b[A');
  coach.type('q');
  assert.deepEqual(await coach.end(), { status: '0', isClean: true });
});

test('a slow server is shown at work, and the coach waits for one that dies in the middle', IN_TERMINAL, async (t) => {
  const server = newServer(t);
  await server.start(new Server());
  const release = server.hold('/verify-token');
  const coach = inTerminal(t, '--base-url', server.baseUrl, '--timeout-request', '60000');
  await coach.until('Checking 06-bearer-header › Send the token in the header (17 checks so far)');
  release();
  await coach.until(DONE);

  server.hold('/verify-token');
  coach.type('\r');
  await coach.until('Checking 06-bearer-header › Send the token in the header (17 checks so far)');
  await server.stop();
  await coach.until(DONE, 'Waiting for your server');
  await server.start(broken('nbf-ignored'));
  await coach.until(DONE_TO_08);
  coach.type('q');
  await coach.end();
});

for (const [when, arrange, shown] of [
  ['while it waits', async () => {}, 'Waiting for your server'],
  ['during a run', (server) => server.start(new Server()).then(() => server.hold('/verify-token')), 'Checking 06'],
  ['after a run', (server) => server.start(broken('nbf-ignored')), 'q: quit'],
]) {
  test(`Ctrl-C ${when} leaves a clean terminal`, IN_TERMINAL, async (t) => {
    const server = newServer(t);
    await server.reserve();
    await arrange(server);
    const coach = inTerminal(t, '--base-url', server.baseUrl, '--timeout-request', '60000');
    await coach.until(shown);
    coach.type('\u0003');
    assert.deepEqual(await coach.end(), { status: '0', isClean: true });
  });

  test(`a signal ${when} leaves a clean terminal`, IN_TERMINAL, async (t) => {
    const server = newServer(t);
    await server.reserve();
    await arrange(server);
    const coach = inTerminal(t, '--base-url', server.baseUrl, '--timeout-request', '60000');
    await coach.until(shown);
    process.kill(coach.pid(), 'SIGTERM');
    assert.deepEqual(await coach.end(), { status: '143', isClean: true });
  });
}

test('with NO_COLOR there are plain lines, and the keys still work', IN_TERMINAL, async (t) => {
  const server = newServer(t);
  await server.start(broken('nbf-ignored'));
  const coach = inTerminal(t, '--base-url', server.baseUrl, { NO_COLOR: '1' });
  await coach.until(DONE_TO_08, NBF);
  coach.type('q');
  assert.deepEqual(await coach.end(), { status: '0', isClean: true });
  assert.ok(!coach.output().split('status 0')[0].includes(ESCAPE));
});

test('in a pipe there are plain lines', GUARD, async (t) => {
  const server = newServer(t);
  await server.start(broken('nbf-ignored'));
  const coach = inPipe(t, '--base-url', server.baseUrl);
  await coach.until(`Checking ${server.baseUrl}\n`, '  07-verify\n', `\n${DONE_TO_08}\n`, NBF);
  await server.stop();
  await coach.until('Waiting for your server');
  await server.start(new AccountsServer());
  await coach.until('Part 2: done 11 12 13 14', NEXT_SERVER);
  coach.child.kill('SIGINT');
  assert.equal(await coach.exit, 130);
  assert.ok(!coach.output().includes(ESCAPE));
  assert.equal(coach.output().match(/Waiting/g).length, 1);
});

for (const [what, app, options, status, expected] of [
  [
    'all done that one server can do',
    () => new AccountsServer(),
    [],
    0,
    [DONE.replace(" · can't tell", ''), 'Part 2: done 11 12 13 14', NEXT_SERVER, NAMES_IT],
  ],
  ['a lesson that is not done', () => broken('nbf-ignored'), [], 1, [DONE_TO_08, NBF]],
  [
    'a lesson that is asked for and done',
    () => broken('nbf-ignored'),
    ['--lesson', '09'],
    0,
    ['✓ Lesson 09, Issuer and audience, is done.'],
  ],
  ['a lesson that is asked for and not done', () => broken('nbf-ignored'), ['--lesson', '8'], 1, ['current 08', NBF]],
  ['nothing that answers', undefined, [], 2, ['got: no answer']],
]) {
  test(`--once with ${what} ends with status ${status}`, GUARD, async (t) => {
    const server = newServer(t);
    await server.reserve();
    if (app) await server.start(app());
    const coach = inPipe(t, '--once', '--base-url', `${server.baseUrl}/`, ...options);
    assert.equal(await coach.exit, status, coach.output());
    for (const text of expected) assert.ok(coach.output().includes(text), coach.output());
  });
}

test('--env-var reaches the collections, as with Newman', GUARD, async (t) => {
  const server = newServer(t);
  await server.start(Object.assign(new Server(), { issuer: 'me' }));
  const coach = (...options) => inPipe(t, '--once', '--lesson', '09', ...options).exit;
  const baseUrl = ['--env-var', `baseUrl=${server.baseUrl}`];
  assert.equal(await coach(...baseUrl), 1);
  assert.equal(await coach(...baseUrl, '--env-var', 'issuer=me'), 0);
});

for (const [options, message] of [
  [['--base-url', '8001'], "8001 doesn't start with http://: write an address such as http://127.0.0.1:8000"],
  [['--base-url', 'http://a b'], "http://a b isn't an address: write an address such as http://127.0.0.1:8000"],
  [['--env-var', 'issuer'], '--env-var issuer has no name and value: write --env-var issuer=me'],
  [['--lesson', '01'], '--lesson 01 has no checks: choose one of 02, 03, 04, 05, 06, 07, 08, 09, 10, 11, 12, 13, 14'],
  [['--timeout-request', 'long'], "--timeout-request long isn't a number of milliseconds, such as 5000"],
  [['--onec'], "Unknown option '--onec'"],
]) {
  test(`${options.join(' ')} is answered with what to write`, GUARD, async (t) => {
    const coach = inPipe(t, ...options);
    assert.equal(await coach.exit, 2);
    assert.ok(coach.output().startsWith(message), coach.output());
    assert.match(coach.output(), /usage: npm run coach/);
  });
}

/** A server on one port, whose end is as sudden as that of a process. */
function newServer(t) {
  let http;
  let port = 0;
  let held;
  const one = {
    app: undefined,
    get baseUrl() {
      return `http://127.0.0.1:${port}`;
    },
    /** Finds a port on which nothing is listening. */
    async reserve() {
      await one.start(undefined);
      await one.stop();
    },
    async start(app) {
      one.app = app;
      http = createServer(async (request, response) => {
        request.body = (await request.toArray()).join('');
        if (held?.path === request.url) await held.released;
        const answer = await one.app.answer(request);
        if (answer) response.writeHead(answer.status, answer.headers).end(answer.body);
      });
      await new Promise((resolve, reject) => http.once('error', reject).listen(port, '127.0.0.1', resolve));
      port = http.address().port;
    },
    async stop() {
      held = undefined;
      const closed = new Promise((resolve) => http.close(resolve));
      http.closeAllConnections();
      await closed;
    },
    async restart(app) {
      await one.stop();
      await one.start(app);
    },
    /** Makes requests to this path wait. Returns the function that ends the wait. */
    hold(path) {
      let release;
      held = { path, released: new Promise((resolve) => (release = resolve)) };
      return () => {
        held = undefined;
        release();
      };
    },
  };
  t.after(() => one.stop());
  return one;
}

/** What a program writes, and `until`, which waits until all of these texts are in what `view` makes of it. */
function watched(child, view) {
  let output = '';
  let notify = () => {};
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
      notify();
    });
  const exit = new Promise((resolve) => child.once('close', (status) => resolve(status)));
  let isOver = false;
  exit.then(() => {
    isOver = true;
    notify();
  });
  return {
    child,
    exit,
    output: () => output,
    until: (...texts) =>
      new Promise((resolve, reject) => {
        const missing = () => texts.filter((text) => !view(output).includes(text));
        const fail = () => reject(new Error(`without "${missing().join('" and "')}":\n${view(output)}`));
        const guard = setTimeout(fail, PATIENCE);
        notify = () => {
          if (missing().length > 0 && !isOver) return;
          clearTimeout(guard);
          if (missing().length > 0) fail();
          else resolve();
        };
        notify();
      }),
  };
}

function inPipe(t, ...options) {
  const child = spawn(process.execPath, [COACH, ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(() => child.kill('SIGKILL'));
  return watched(child, (output) => output);
}

/** The coach in a pseudo-terminal of 100 columns and 50 rows. The shell around it says how it left the terminal. */
function inTerminal(t, ...options) {
  const environment = typeof options.at(-1) === 'object' ? options.pop() : { NO_COLOR: '' };
  const command = [process.execPath, COACH, ...options].map((word) => `'${word}'`).join(' ');
  const shell = `stty rows 50 cols 100; sh -c 'echo pid $$; exec "$@"' sh ${command}; echo "status $?"; stty -a`;
  const child = spawn('script', ['-qfec', shell, '/dev/null'], { env: { ...process.env, ...environment } });
  t.after(() => child.kill('SIGKILL'));
  const terminal = watched(child, lastScreen);
  return {
    ...terminal,
    type: (keys) => child.stdin.write(keys),
    pid: () => Number(terminal.output().match(/^pid (\d+)/m)[1]),
    async end() {
      await terminal.exit;
      const output = terminal.output();
      const [, status, after] = output.match(/status (\d+)\r\n([^]*)$/);
      const hasCursor = output.lastIndexOf('\u001b[?25h') >= output.lastIndexOf('\u001b[?25l');
      return { status, isClean: hasCursor && /(?<!-)\bicanon\b/.test(after) && /(?<!-)\becho\b/.test(after) };
    },
  };
}

/** What a terminal shows after this output: the last screen, and in it the last text of the last line. */
function lastScreen(output) {
  return (
    output
      .slice(output.lastIndexOf('\u001b[H') + 1)
      .replace(/\r+\n/g, '\n')
      .replace(/\n[^\n]*\r/g, '\n')
      // eslint-disable-next-line no-control-regex -- this is how colors and moves of the cursor are written
      .replace(/\u001b\[[?\d]*[a-zA-Z]/g, '')
  );
}
