// A learner's way through part 1 with the coach: each lesson's checkpoint is started in turn, on one port. The coach
// notices each start, and says what is done, which page comes next, and what is checked first there. Then part 3:
// of its four servers, the coach has to find out which one is running. Part 4 has two servers at once.

import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, course } from '../course.mjs';
import { root } from './collections.mjs';
import { build, start } from './programs.mjs';

/** Whatever never comes fails the test, instead of hanging the run. */
const GUARD = { timeout: 300_000 };

/** After each checkpoint: the row of part 1, and the line that celebrates, if there is one. */
const WAY = [
  ['02-first-route', 'done 02 · current 03 A mock user · to come 04 05 06 07 08 09 10'],
  [
    '03-mock-user',
    "done 02 03 · can't tell 04 · current 05 Sign · to come 06 07 08 09 10",
    '✓ Lesson 03, A mock user, is done. Next: lessons/04-secret/README.md',
  ],
  ['04-secret', "done 02 03 · can't tell 04 · current 05 Sign · to come 06 07 08 09 10"],
  [
    '05-sign',
    'done 02 03 04 05 · current 06 The bearer header · to come 07 08 09 10',
    '✓ Lessons 04 and 05 are done. Next: lessons/06-bearer-header/README.md',
  ],
  [
    '06-bearer-header',
    'done 02 03 04 05 06 · current 07 Verify · to come 08 09 10',
    '✓ Lesson 06, The bearer header, is done. Next: lessons/07-verify/README.md',
  ],
  [
    '07-verify',
    'done 02 03 04 05 06 07 · current 08 Expiry · to come 09 10',
    '✓ Lesson 07, Verify, is done. Next: lessons/08-expiry/README.md',
  ],
  [
    '08-expiry',
    'done 02 03 04 05 06 07 08 · current 09 Issuer and audience · to come 10',
    '✓ Lesson 08, Expiry, is done. Next: lessons/09-issuer-and-audience/README.md',
  ],
  [
    '09-issuer-and-audience',
    "done 02 03 04 05 06 07 08 09 · can't tell 10",
    '✓ Lesson 09, Issuer and audience, is done. Next: lessons/10-finished-sandbox/README.md',
  ],
  [
    '12-login',
    'done 02 03 04 05 06 07 08 09 10',
    '✓ Lessons 10, 11 and 12 are done. Next: lessons/13-accounts/README.md',
  ],
];

const programs = build();

test('each checkpoint is where its lesson ends', GUARD, async (t) => {
  const port = await freePort();
  const coach = spawn(process.execPath, [join(root, 'grader/coach.mjs'), '--base-url', `http://127.0.0.1:${port}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(() => coach.kill());
  const results = resultsOf(coach);
  for (const [lesson, row, praise] of WAY) {
    const { checkpoint } = course.lessons.find(({ name }) => name === lesson);
    const server = await start(programs.get(checkpoint), { port });
    const result = await results.next();
    await server.stop();
    assert.deepEqual(result.match(/^Part 1: (.*)$/m)?.[1], row, result);
    assert.equal(result.match(/^✓.*$/m)?.[0], praise, result);
  }
});

/** Part 3, with this lesson's server running. */
const rowOf = (name, outcome) =>
  course.lessons
    .filter(({ starter }) => starter)
    .map((lesson) => [lesson.name === name ? outcome : 'not on this server', lesson])
    .reduce((groups, [label, { name: one, title }]) => {
      const number = label === 'current' ? `${one.slice(0, 2)} ${title}` : one.slice(0, 2);
      if (groups.at(-1)?.label === label) groups.at(-1).numbers.push(number);
      else groups.push({ label, numbers: [number] });
      return groups;
    }, [])
    .map(({ label, numbers }) => `${label} ${numbers.join(' ')}`)
    .join(' · ');

for (const { name, starter } of course.lessons.filter((lesson) => lesson.starter)) {
  const [, program] = readFileSync(new URL(`lessons/${name}/starter/Cargo.toml`, ROOT), 'utf8').match(
    /^name = "(.+)"$/m,
  );

  test(`the coach knows the server of ${name}, with its holes and without`, GUARD, async () => {
    const open = await once(program);
    assert.equal(open.status, 1, open.output);
    assert.equal(open.output.match(/^Part 3: (.*)$/m)?.[1], rowOf(name, 'current'), open.output);
    assert.match(open.output, new RegExp(`^Lesson ${name.slice(0, 2)}, .*: lessons/${name}/README.md$`, 'm'));

    const closed = await once(`${starter}-solution`);
    assert.equal(closed.status, 0, closed.output);
    assert.equal(closed.output.match(/^Part 3: (.*)$/m)?.[1], rowOf(name, 'done'), closed.output);
    assert.match(closed.output, /^This server passes every check that is meant for it\.$/m);
  });
}

/** Part 4 with this server on one port, and this one or nothing on the other. */
async function besides(program, other, variables = {}) {
  const server = await start(programs.get(program));
  const keySet = { KEY_SET_URL: `${server.baseUrl}/.well-known/jwks.json` };
  const second = other && (await start(programs.get(other), { variables: { ...keySet, ...variables } }));
  const notesUrl = second?.baseUrl ?? `http://127.0.0.1:${await freePort()}`;
  try {
    return { notesUrl, ...(await coachOnce(server.baseUrl, ['--env-var', `notesUrl=${notesUrl}`])) };
  } finally {
    await Promise.all([server.stop(), second?.stop()]);
  }
}

for (const { checkpoint } of course.lessons.filter(({ part, checkpoint: one }) => part === 4 && one !== 'notes')) {
  test(`the coach with ${checkpoint}, with the notes service and without`, GUARD, async () => {
    const both = await besides(checkpoint, 'notes');
    assert.match(both.output, /^Part 4: done 19 20/m);

    const alone = await besides(checkpoint);
    assert.match(alone.output, /^Part 4: done 19 · not on this server 20/m);
    // A lesson that has been started may need the notes service, too.
    const says = new RegExp(`(nothing answers|expected: a server) at ${alone.notesUrl}(:|$)`, 'm');
    assert.match(alone.output, says);
  });
}

test('the coach with a notes service for another audience, and with another server in its place', GUARD, async () => {
  const audience = await besides('issuer', 'notes', { NOTES_AUDIENCE: 'my-notes' });
  assert.match(audience.output, /^Part 4: done 19 · current 20 Another service/m);
  assert.match(audience.output, /^ {2}got: 401 .*"reason":"aud_mismatch"/m);
  const accounts = await besides('issuer', '13-accounts');
  assert.match(accounts.output, /^Part 4: done 19 · current 20 Another service/m);
  assert.match(accounts.output, /^ {2}got: 404 .*There is no route \/notes/m);
});

test('the coach with the notes service at baseUrl says so', GUARD, async () => {
  const { status, output } = await once('notes');
  assert.equal(status, 2, output);
  assert.match(output, /^ {2}hint: The server at baseUrl is the notes service\./m);
});

/** What a solution needs in its environment besides the settings of .env.example. */
const SECRETS = { NOTES_SECRET: 'n'.repeat(40), MAIL_SECRET: 'm'.repeat(40) };

/** `npm run coach -- --once` against this program. */
async function once(program) {
  const server = await start(programs.get(program), { variables: SECRETS });
  try {
    return await coachOnce(server.baseUrl);
  } finally {
    await server.stop();
  }
}

const coachOnce = (baseUrl, more = []) =>
  new Promise((resolve) =>
    execFile(
      process.execPath,
      [join(root, 'grader/coach.mjs'), '--once', '--base-url', baseUrl, ...more],
      (error, output) => resolve({ status: error ? error.code : 0, output }),
    ),
  );

/** A port on which nothing is listening. */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** What the coach prints of each run, from the row to the command that repeats the first thing to fix. */
function resultsOf(coach) {
  let output = '';
  let notify = () => {};
  coach.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
    notify();
  });
  return {
    next: () =>
      new Promise((resolve) => {
        notify = () => {
          const [result] = output.match(/^Part 1: [^]*?^ {2}repeat: .*\n\n/m) ?? [];
          if (!result) return;
          output = output.slice(output.indexOf(result) + result.length);
          resolve(result);
        };
        notify();
      }),
  };
}
