// Each lesson's checkpoint against each folder of the collections: it passes the folders up to its own
// and fails the next one that asks for something new. The last app of a part passes all collections up
// to that part, because it does everything the sandbox does, and more.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { course, hasOwnServers } from '../course.mjs';
import { grade } from '../grade.mjs';
import { parts as allParts } from './collections.mjs';
import { build, start } from './programs.mjs';

/** What the description says of a folder that a server passes before its lesson. */
const ASKS_NOTHING_NEW = 'asks for nothing new';

const programs = build();

/** Part 3 grades starters and their solutions, and part 4 two servers at once: both have separate tests. */
const others = course.lessons.filter(({ starter }) => starter).flatMap(({ name, starter }) => [name, starter]);
const parts = allParts.filter((part) => !hasOwnServers(part));

/** The lesson at whose end a program is: that of its checkpoint, or of the exercise that it solves. */
const lessonOf = (program) =>
  course.lessons.findLast(
    ({ name, checkpoint, starter }) => !starter && [checkpoint, name].includes(program.replace(/-exercise-\d+$/, '')),
  );

/** The servers of the course, in its order: checkpoints, and exercises after their lesson. */
const servers = [...programs.keys()]
  .filter((program) => parts.some(({ number }) => number === lessonOf(program)?.part))
  .sort((one, other) => lessonOf(one).name.localeCompare(lessonOf(other).name) || one.localeCompare(other));
const WIDTH = Math.max(...servers.map(({ length }) => length)) + 2;

for (const { number, collection, lessons } of parts) {
  const folders = lessons.map(({ folder }) => collection.item.find(({ name }) => name === folder));
  const rows = [];

  for (const server of servers) {
    const own = lessons.filter(({ name }) => name <= lessonOf(server).name).length;
    // Servers from earlier parts aren't tested against a later one, except the last of them.
    const isNext = course.lessons.findLast(({ part }) => part < number)?.checkpoint === server;
    if (own === 0 && number > 1 && !isNext) continue;

    test(`part ${number}: ${server} passes the folders up to its own, and no further`, async () => {
      const next = folders.slice(own).find(({ description }) => !description.includes(ASKS_NOTHING_NEW));
      const outcomes = await outcomesOf(server, collection, [...folders.slice(0, own), ...(next ? [next] : [])]);
      rows.push([server, outcomes]);
      for (const folder of folders.slice(0, own)) {
        assert.deepEqual(outcomes.get(folder.name).failed, [], `${server} must pass ${folder.name}`);
        assert.ok(outcomes.get(folder.name).passed > 0, `nothing was tested in ${folder.name}`);
      }
      if (next) assert.notDeepEqual(outcomes.get(next.name).failed, [], `${server} must fail ${next.name}`);
    });
  }

  after(() => {
    const sign = (outcome) => (outcome ? (outcome.failed.length ? '. ' : '+ ') : '  ');
    console.log(`\n${`part ${number}`.padEnd(WIDTH)}${folders.map(({ name }) => name.slice(0, 2)).join(' ')}`);
    for (const [server, outcomes] of rows) {
      console.log(server.padEnd(WIDTH) + folders.map((folder) => sign(outcomes.get(folder.name))).join(' '));
    }
  });
}

test('each lesson with a folder has a checkpoint that is built, and each example belongs to a lesson', () => {
  const missing = course.lessons.filter(({ folder, checkpoint }) => folder && !programs.has(checkpoint));
  assert.deepEqual(
    missing.map(({ name }) => name),
    [],
  );
  const unknown = [...programs.keys()].filter(
    (program) => /^\d\d-/.test(program) && !lessonOf(program) && !others.includes(program.replace(/-solution$/, '')),
  );
  assert.deepEqual(unknown, []);
});

for (const { number } of parts) {
  const last = course.lessons.findLast(({ part, kind }) => part === number && kind === 'app');
  if (!last) continue;
  test(`the app of ${last.name} passes all collections up to part ${number}, in one run`, async () => {
    const server = await start(programs.get(last.checkpoint));
    try {
      for (const { collection } of parts.filter((part) => part.number <= number)) {
        const results = await grade(collection, server.baseUrl);
        assert.deepEqual(
          results.filter(({ state }) => state !== 'passed').map(({ request, test: name }) => `${request}: ${name}`),
          [],
        );
      }
    } finally {
      await server.stop();
    }
  });
}

/** The outcomes for a server in each of these folders, run alone. */
async function outcomesOf(name, collection, folders) {
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
    await server.stop();
  }
}
