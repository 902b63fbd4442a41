// The coach in a part with two servers at once: what it says where the second one is away, hangs, or has the place of
// the first.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { result, row } from '../coach/render.mjs';
import { PREFLIGHT, initial, step } from '../coach/state.mjs';
import { NOTES_ANSWER, NOTES_AT_BASE } from '../shared/environment.js';

const lesson = (name, part, more = {}) => ({
  name,
  number: name.slice(0, 2),
  title: name.slice(3).toUpperCase(),
  part,
  folder: name,
  isSilent: false,
  ...more,
});
const own = (name, more) => lesson(name, 2, { probe: `Find ${name}`, ...more });
const LESSONS = [
  lesson('01-route', 1),
  own('02-keys'),
  own('03-notes', { isBeside: true }),
  lesson('04-rotation', 2, { folder: null, isSilent: true }),
];
const ADDRESS = 'http://127.0.0.1:8001';
const HERE = [PREFLIGHT, 'A server answers', 'passed'];
const KEYS = ['02-keys', 'The key is published', 'passed'];
const away = (got) => [
  '03-notes',
  NOTES_ANSWER,
  'failed',
  `expected: a server at ${ADDRESS}\ngot: ${got}\nhint: Start it.`,
];

/** A coach that has heard these results, a list for each run of a collection. */
function after(...heard) {
  const [runs, { lessons } = { lessons: LESSONS }] = [
    heard.filter(Array.isArray),
    heard.find((one) => !Array.isArray(one)),
  ];
  let [state, effects] = step(initial({ lessons, describe: () => [], isOnce: true }), { type: 'up' });
  const { id: run } = state.run;
  for (const results of runs) {
    for (const [folder, name, outcome, message] of results)
      [state] = step(state, {
        type: 'test',
        run,
        folder,
        request: `Ask ${folder}`,
        test: name,
        state: outcome,
        message,
      });
    [state, effects] = step(state, { type: 'checked', run });
  }
  return { state, effects, lines: result(state) };
}

test('nothing answers at the second address: the lesson is elsewhere, and the address is named', () => {
  const probed = after([HERE, KEYS, away('no answer')]);
  assert.deepEqual(probed.effects[0].folders, ['02-keys']);
  const { state, effects, lines } = after([HERE, KEYS, away('no answer')], [KEYS]);
  assert.deepEqual(effects, [{ do: 'quit', status: 0 }]);
  assert.equal(row(state).at(-1), 'Part 2: done 02 · not on this server 03');
  // Nothing is said about lesson 04, which comes later.
  assert.deepEqual(lines, [
    'This server passes every check that is meant for it.',
    `Lesson 03, NOTES, has its own server, and nothing answers at ${ADDRESS}: lessons/03-notes/README.md`,
  ]);
});

test('a later lesson that is not started waits for the one whose server is away', () => {
  const later = own('05-refresh');
  const lessons = [...LESSONS, later];
  const failed = ['05-refresh', 'There are two tokens', 'failed', 'got: 200'];
  const notStarted = after([HERE, KEYS, away('no answer'), failed], [KEYS, failed], { lessons });
  assert.deepEqual(notStarted.effects, [{ do: 'quit', status: 0 }]);
  assert.equal(row(notStarted.state).at(-1), 'Part 2: done 02 · not on this server 03 · to come 05');
  assert.match(notStarted.lines.at(-1), /^Lesson 03, NOTES, has its own server, and nothing answers at /);

  const started = ['05-refresh', 'There is a token', 'passed'];
  const reached = after([HERE, KEYS, away('no answer'), failed], [KEYS, started, failed], { lessons });
  assert.equal(row(reached.state).at(-1), 'Part 2: done 02 · not on this server 03 · current 05 REFRESH');
});

test('a lesson that continues one of this server is to come, and not on another server', () => {
  const lessons = [
    ...LESSONS,
    own('05-refresh', { continues: '02-keys' }),
    own('06-revoke', { continues: '05-refresh' }),
  ];
  const { state } = after([HERE, KEYS, away('no answer')], [KEYS], { lessons });
  assert.equal(row(state).at(-1), 'Part 2: done 02 · not on this server 03 · to come 05 06');
});

test('both answer: the lesson after them that has no checks is named', () => {
  const NOTES = ['03-notes', 'Notes are kept', 'passed'];
  const { state, lines } = after([HERE, KEYS, NOTES], [KEYS, NOTES]);
  assert.equal(row(state).at(-1), 'Part 2: done 02 03');
  assert.deepEqual(lines, [
    "Your server can't show whether lesson 04 is done: lessons/04-rotation/README.md",
    '',
    'This server passes every check that is meant for it.',
  ]);
});

for (const got of ['no answer in time', `${ADDRESS}/`])
  test(`the second server is there, and the finding is ${got}: that's the first thing to fix`, () => {
    assert.deepEqual(after([HERE, KEYS, away(got)]).effects[0].folders, ['02-keys', '03-notes']);
    const { effects, lines } = after([HERE, KEYS, away(got)], [KEYS, away(got)]);
    assert.deepEqual(effects, [{ do: 'quit', status: 1 }]);
    assert.ok(lines.includes(`✗ ${NOTES_ANSWER}`), lines.join('\n'));
  });

test('the second server has the address of the first: nothing else is asked', () => {
  const message = `expected: your issuer\ngot: 401\nhint: ${NOTES_AT_BASE} Start the issuer.`;
  const { effects, lines } = after([[PREFLIGHT, 'A server answers', 'failed', message]]);
  assert.deepEqual(effects, [{ do: 'quit', status: 2 }]);
  assert.equal(lines.at(-1), `  hint: ${NOTES_AT_BASE} Start the issuer.`);
});
