// Each lesson's checkpoint against each folder of the collections: it passes the folders up to its own
// and fails the next one that asks for something new. The finished sandbox passes all of part 1, and so
// does each app of part 2, which does more and nothing less.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { accountsAndSessions, root, signAndVerify } from './collection.mjs';
import { grade } from './grade.mjs';

/** What is said in a folder that a server passes without having done its lesson. */
const ASKS_NOTHING_NEW = 'asks for nothing new';

const FINISHED = 'jwt-sandbox';
const data = mkdtempSync(join(tmpdir(), 'checkpoints-'));
const programs = build();
const checkpoints = [...programs.keys()].filter((name) => /^\d\d-/.test(name)).sort();
const WIDTH = Math.max(...checkpoints.map(({ length }) => length)) + 2;

/** The folders of a collection that are lessons. */
const lessonsOf = ({ item }) => item.filter(({ name }) => /^\d\d-/.test(name));

/** How many of these folders a server has done: an exercise is as far as its lesson. */
const done = (name, folders) => folders.filter((folder) => folder.name <= (name === FINISHED ? '10-finished-sandbox' : name)).length;

for (const [part, collection] of [
  ['part 1', signAndVerify],
  ['part 2', accountsAndSessions],
]) {
  const folders = lessonsOf(collection);
  const rows = [];

  for (const name of [...checkpoints, FINISHED]) {
    const own = done(name, folders);
    // Nothing is expected of a beginner's server in part 2; the one that comes next to it is tried.
    if (part === 'part 2' && own === 0 && name !== FINISHED) continue;

    test(`${part}: ${name} passes the folders up to its own, and no further`, async () => {
      const next = folders.slice(own).find(({ description }) => !description.includes(ASKS_NOTHING_NEW));
      const outcomes = await outcomesOf(name, collection, [...folders.slice(0, own), ...(next ? [next] : [])]);
      rows.push([name, outcomes]);
      for (const folder of folders.slice(0, own)) {
        assert.deepEqual(outcomes.get(folder.name).failed, [], `${name} must pass ${folder.name}`);
        assert.ok(outcomes.get(folder.name).passed > 0, `nothing was tested in ${folder.name}`);
      }
      if (next) assert.notDeepEqual(outcomes.get(next.name).failed, [], `${name} must fail ${next.name}`);
    });
  }

  after(() => {
    const sign = (outcome) => (outcome ? (outcome.failed.length ? '. ' : '+ ') : '  ');
    console.log(`\n${part.padEnd(WIDTH)}${folders.map(({ name }) => name.slice(0, 2)).join(' ')}`);
    for (const [name, outcomes] of rows) {
      console.log(name.padEnd(WIDTH) + folders.map((folder) => sign(outcomes.get(folder.name))).join(' '));
    }
  });
}

test('there is a checkpoint for each folder but the tour of the finished sandbox', () => {
  const folders = [signAndVerify, accountsAndSessions].flatMap(lessonsOf).map(({ name }) => name);
  // Lesson 11 builds what the collection of part 1 asks for, by other means.
  const lessons = checkpoints.filter((name) => name !== '11-by-hand' && !name.includes('-exercise-'));
  assert.deepEqual([...lessons, '10-finished-sandbox'].sort(), folders);
});

test('the app of lesson 14 passes both collections in one go', async () => {
  const server = await start('14-browser-session');
  try {
    for (const collection of [signAndVerify, accountsAndSessions]) {
      const results = await grade(collection, server.baseUrl);
      assert.deepEqual(
        results.filter(({ state }) => state !== 'passed').map(({ request, test }) => `${request}: ${test}`),
        [],
      );
    }
  } finally {
    server.stop();
  }
});

after(() => rmSync(data, { recursive: true, force: true }));

/** What each of these folders, run alone, says of a server. */
async function outcomesOf(name, collection, folders) {
  const server = await start(name);
  try {
    const outcomes = new Map();
    for (const { name: folder } of folders) {
      const results = await grade(collection, server.baseUrl, { folder });
      outcomes.set(folder, {
        passed: results.filter(({ state }) => state === 'passed').length,
        failed: results.filter(({ state }) => state !== 'passed').map((result) => `${result.request}: ${result.test}`),
      });
    }
    return outcomes;
  } finally {
    server.stop();
  }
}

/** Builds the sandbox, its checkpoints and the apps: after `cargo test --workspace` there is nothing left to do. */
function build() {
  const output = execFileSync(
    'cargo',
    ['build', '--workspace', '--bins', '--examples', '--locked', '--quiet', '--message-format=json'],
    {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    },
  );
  const artifacts = output
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  return new Map(
    artifacts.filter(({ executable }) => executable).map(({ target, executable }) => [target.name, executable]),
  );
}

/** Starts a server of Rocket on a free port, with the settings of .env.example and an empty database. */
function start(name) {
  const program = programs.get(name);
  const settings = Object.fromEntries(signAndVerify.variable.map(({ key, value }) => [key, value]));
  const child = spawn(program, {
    cwd: root,
    env: {
      SystemRoot: process.env.SystemRoot,
      ROCKET_PORT: '0',
      ROCKET_LOG_LEVEL: 'normal',
      ROCKET_CLI_COLORS: 'false',
      JWT_SECRET: settings.jwtSecret,
      JWT_ISSUER: settings.issuer,
      JWT_AUDIENCE: settings.audience,
      DATABASE_PATH: join(mkdtempSync(join(data, 'database-')), 'accounts.sqlite3'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout);
  return new Promise((resolve, reject) => {
    lines.on('line', (line) => {
      const baseUrl = line.match(/has launched from (http:\S+)/)?.[1];
      if (baseUrl) resolve({ baseUrl, stop: () => child.kill() });
    });
    lines.on('close', () => reject(new Error(`${program} stopped before it served`)));
  });
}
