#!/usr/bin/env node
// Lints the source of each collection with Postman's CLI, runs it there, and compares the results with
// Newman's run of the generated file. Postman skips files that it can't read, with exit status 0. So this
// counts requests and tests instead of relying on the status.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parts } from '../check/collections.mjs';
import { listen } from '../check/1-sign-and-verify/server.mjs';
import { WorkshopServer } from '../check/3-break-and-fix/server.mjs';
import { build, start } from '../check/programs.mjs';
import { course, hasOwnServers } from '../course.mjs';
import { grade } from '../grade.mjs';

const POSTMAN = createRequire(import.meta.url).resolve('postman-cli/bin/postman.js');

/** The CLI keeps settings in the home folder, so it gets a separate one. */
const home = mkdtempSync(join(tmpdir(), 'postman-cli-'));

function postman(...parameters) {
  return new Promise((resolve) => {
    const env = { ...process.env, HOME: home, USERPROFILE: home, NO_COLOR: '1' };
    execFile(
      process.execPath,
      [POSTMAN, 'collection', ...parameters],
      { cwd: home, env, maxBuffer: 1 << 26 },
      (error, output, errors) => {
        resolve({ status: error ? error.code : 0, output: output + errors });
      },
    );
  });
}

function run(part, baseUrl, variables = {}) {
  const settings = Object.entries({ ...variables, baseUrl }).flatMap(([key, value]) => [
    '--env-var',
    `${key}=${value}`,
  ]);
  return postman('run', fileURLToPath(part.source), ...settings, '--timeout-request', '10000');
}

/** A row of the table at the end of a run, `|  assertions | 93 | 0 |`, as [executed, failed]. */
function row(output, name) {
  const [, executed, failed] =
    output.match(new RegExp(`^[|│]\\s+${name} [|│]\\s+(\\d+) [|│]\\s+(\\d+) [|│]$`, 'm')) ?? [];
  assert.ok(executed, `the CLI printed no row "${name}":\n${output}`);
  return [Number(executed), Number(failed)];
}

async function lints(part) {
  const files = readdirSync(part.source, { recursive: true }).filter((path) => path.endsWith('.request.yaml'));
  const { status, output } = await postman('lint', fileURLToPath(part.source), '--fail-severity', 'warning');
  assert.equal(status, 0, output);
  assert.match(output, new RegExp(`Scanned: ${files.length} \\| Errors: 0 \\| Warnings: 0 `), output);
  console.log(`${part.name}: ${files.length} requests, and nothing for the linter to say`);
}

async function runsLikeNewman(part, server) {
  const { baseUrl, variables, stop } = await server.start();
  try {
    const newman = await grade(part.collection, baseUrl, { variables });
    assert.deepEqual(
      newman.filter(({ state }) => state !== 'passed'),
      [],
    );
    const requests = part.collection.item.flatMap(({ item }) => item).length;
    const { status, output } = await run(part, baseUrl, variables);
    assert.deepEqual(
      { status, requests: row(output, 'requests'), tests: row(output, 'assertions') },
      { status: 0, requests: [requests, 0], tests: [newman.length, 0] },
      output,
    );
    console.log(`${part.name}, asked of ${server.name}: ${requests} requests and ${newman.length} tests, as in Newman`);
  } finally {
    await stop();
  }
}

/** Where nothing listens, this CLI leaves out the scripts after a request: the message comes from one before it. */
async function saysThatNothingListens(part, server) {
  const { baseUrl, stop } = await server.start();
  await stop();
  const { status, output } = await run(part, baseUrl);
  assert.equal(status, 1, output);
  assert.deepEqual(row(output, 'assertions'), [1, 1], output);
  assert.match(
    output.replace(/\s+/g, ' '),
    /A server answers at baseUrl, and it is yours .*Start your server, leave it running/,
    output,
  );
  console.log(`${part.name}: one message says that nothing listens`);
}

const programs = build();

/** Of part 3, no single program passes the whole collection, but the server of the proofs does. */
const workshop = {
  name: 'the server of the proofs',
  start: async () => {
    const { baseUrl, close } = await listen(new WorkshopServer());
    return { baseUrl, stop: close };
  },
};

/** Part 4 checks two servers at once. The issuer of its last lesson does all that the earlier ones do. */
const issuerAndNotes = {
  name: 'the last issuer and the notes service',
  start: async () => {
    const last = course.lessons.findLast(
      ({ part, folder, checkpoint }) => part === 4 && folder && checkpoint !== 'notes',
    );
    const issuer = await start(programs.get(last.checkpoint));
    const keySet = { KEY_SET_URL: `${issuer.baseUrl}/.well-known/jwks.json` };
    const notes = await start(programs.get('notes'), { variables: keySet });
    const stop = async () => {
      await notes.stop();
      await issuer.stop();
    };
    return { baseUrl: issuer.baseUrl, variables: { notesUrl: notes.baseUrl }, stop };
  },
};

/** The sandbox, and the last app of each part that continues it: each passes all collections up to its own part. */
const servers = parts
  .filter((part) => !hasOwnServers(part))
  .map(({ number }) => {
    const { checkpoint: name } = course.lessons.findLast(({ part }) => part === number);
    return { name, number, start: () => start(programs.get(name)) };
  });

function serversFor(part) {
  if (!hasOwnServers(part)) return servers.filter(({ number }) => number >= part.number);
  return part.lessons.some(({ starter }) => starter) ? [workshop] : [issuerAndNotes];
}

try {
  for (const part of parts) {
    await lints(part);
    for (const server of serversFor(part)) await runsLikeNewman(part, server);
    await saysThatNothingListens(part, servers[0]);
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
