// Each lesson's checkpoint against each folder of the collection: it passes the folders up to its own
// and fails the next one that asks for something new. The finished sandbox passes all, and so does each
// app of part 2, which does more and nothing less.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { signAndVerify as collection, root } from './collection.mjs';
import { grade } from './grade.mjs';

/** What is said in a folder that a server passes without having done its lesson. */
const ASKS_NOTHING_NEW = 'asks for nothing new';

const FINISHED = 'jwt-sandbox';
const programs = build();
const folders = collection.item.filter(({ name }) => /^\d\d-/.test(name));
const checkpoints = [...programs.keys()].filter((name) => /^\d\d-/.test(name)).sort();
const rows = [];

/** Whether a server has done all that these folders ask for. */
const isFinished = (name) => name === FINISHED || name.slice(0, 2) > folders.at(-1).name;

for (const name of [...checkpoints, FINISHED]) {
  test(`${name} passes the folders up to its own, and no further`, async () => {
    const outcomes = await row(name);
    rows.push([name, outcomes]);
    const own = isFinished(name) ? folders.length - 1 : folders.findIndex((folder) => folder.name === name);
    assert.notEqual(own, -1, `the collection has no folder ${name}`);

    for (const folder of folders.slice(0, own + 1)) {
      assert.deepEqual(outcomes.get(folder.name).failed, [], `${name} must pass ${folder.name}`);
      assert.ok(outcomes.get(folder.name).passed > 0, `nothing was tested in ${folder.name}`);
    }
    const next = folders.slice(own + 1).find(({ description }) => !description.includes(ASKS_NOTHING_NEW));
    if (next) assert.notDeepEqual(outcomes.get(next.name).failed, [], `${name} must fail ${next.name}`);
  });
}

test('there is a checkpoint for each folder but the tour of the finished sandbox', () => {
  assert.deepEqual(
    [...checkpoints.filter((name) => !isFinished(name)), '10-finished-sandbox'],
    folders.map(({ name }) => name),
  );
});

after(() => {
  console.log(`\n${' '.repeat(24)}${folders.map(({ name }) => name.slice(0, 2)).join(' ')}`);
  for (const [name, outcomes] of rows) {
    console.log(
      name.padEnd(24) + folders.map((folder) => (outcomes.get(folder.name).failed.length ? '. ' : '+ ')).join(' '),
    );
  }
});

/** What each folder, run alone, says of a server. */
async function row(name) {
  const server = await start(programs.get(name));
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

/** Builds the sandbox and its checkpoints: after `cargo test` there is nothing left to do. */
function build() {
  const output = execFileSync(
    'cargo',
    ['build', '--bins', '--examples', '--locked', '--quiet', '--message-format=json'],
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

/** Starts a server of Rocket on a free port, with the settings of .env.example. */
function start(program) {
  const { jwtSecret, issuer, audience } = Object.fromEntries(collection.variable.map(({ key, value }) => [key, value]));
  const child = spawn(program, {
    cwd: root,
    env: {
      SystemRoot: process.env.SystemRoot,
      ROCKET_PORT: '0',
      ROCKET_LOG_LEVEL: 'normal',
      ROCKET_CLI_COLORS: 'false',
      JWT_SECRET: jwtSecret,
      JWT_ISSUER: issuer,
      JWT_AUDIENCE: audience,
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
