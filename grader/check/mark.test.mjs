// The marking script: whatever a student's server does, it gets a row.

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { mark, students, table, textIn } from '../mark.mjs';
import { Server, listen } from './1-sign-and-verify/server.mjs';
import { AccountsServer } from './2-accounts-and-sessions/server.mjs';
import { root, signAndVerify as collection } from './collections.mjs';
import { cert, key } from './certificate.mjs';
import { flawed, flawsOf } from './flaws.mjs';

const FLAWS = await flawsOf('1-sign-and-verify');
const ACCOUNTS_FLAWS = await flawsOf('2-accounts-and-sessions');

const LESSONS = ['02', '03', '04', '05', '06', '07', '08', '09', '10'];

async function rowOf(server) {
  const { baseUrl, close } = await listen(server);
  try {
    return await mark(collection, { name: 'Ada', address: baseUrl });
  } finally {
    await close();
  }
}

test('a list may come from a spreadsheet, an editor or a terminal', () => {
  const text =
    '\uFEFFName;Address\r\n# group 1\r\nAda Lovelace;http://10.0.0.1:8000/\r\n\r\n"Hopper, Grace",10.0.0.2:8000\nLinus\thttps://x.example\nBob  10.0.0.4\n';
  assert.deepEqual(students(text), [
    { name: 'Ada Lovelace', address: 'http://10.0.0.1:8000' },
    { name: 'Hopper, Grace', address: 'http://10.0.0.2:8000' },
    { name: 'Linus', address: 'https://x.example' },
    { name: 'Bob', address: 'http://10.0.0.4' },
  ]);
});

test('a list may be the export of a form, with more columns and a comma at the end', () => {
  const text =
    'sep=,\nTimestamp,Email,Your name,Where is your server?,\n26/11/2026 10:00,ada@example.com,"Lovelace, ""Ada""",http://10.0.0.1:8000/,\n';
  assert.deepEqual(students(text), [{ name: 'Lovelace, "Ada"', address: 'http://10.0.0.1:8000' }]);
  assert.deepEqual(students('2026-11-26 10:00;Zoë;zoe@example.com;10.0.0.2:8000;;\n'), [
    { name: 'Zoë', address: 'http://10.0.0.2:8000' },
  ]);
});

test('a list may be in any encoding that spreadsheets write', () => {
  const line = 'Zoë,http://10.0.0.1\n';
  assert.equal(textIn(Buffer.from(line)), line);
  assert.equal(textIn(Buffer.from(line, 'latin1')), line);
  assert.equal(textIn(Buffer.from(`\uFEFF${line}`, 'utf16le')), line);
  assert.equal(textIn(Buffer.from(`\uFEFF${line}`, 'utf16le').swap16()), line);
});

test('an answer that is slow is waited for as long as it is told, and a certificate may be accepted', async () => {
  const { baseUrl, close } = await listen(new Server(), 0, { key, cert });
  try {
    const refused = await mark(collection, { name: 'Ada', address: baseUrl });
    assert.match(refused.toFix, /\nhint: This machine doesn't trust the server's certificate\./);
    const { toFix } = await mark(collection, { name: 'Ada', address: baseUrl, seconds: 60, insecure: true });
    assert.equal(toFix, 'nothing');
  } finally {
    await close();
  }
});

test('a line that is not a student is named', () => {
  assert.throws(() => students('Ada,http://10.0.0.1\nnobody\n'), {
    message: 'line 2 is not a name and an address: nobody',
  });
});

test('a correct server passed every lesson, and there is nothing to fix', async () => {
  const { passed, toFix } = await rowOf(new Server());
  assert.deepEqual({ passed, toFix }, { passed: LESSONS, toFix: 'nothing' });
});

test('a server with a flaw did not pass that lesson, and its row says what to fix', async () => {
  const flaw = FLAWS.find(({ name }) => name === 'nbf-ignored');
  const { passed, toFix } = await rowOf(flawed(new Server(), flaw));
  assert.deepEqual(
    passed,
    LESSONS.filter((lesson) => lesson !== '08'),
  );
  assert.ok(toFix.startsWith(`08-expiry › ${flaw.caughtBy[0]}\ngot: nbf in an hour: 200 {"user":`), toFix);
});

/** The address of a server that has just stopped. */
async function deadAddress() {
  const { baseUrl, close } = await listen(new Server());
  await close();
  return baseUrl;
}

const UNREACHABLE =
  '0 Preflight › Is your server there? › A server answers at baseUrl, and it is yours\ngot: no answer\nhint: ';

test('an address where nothing answers is a row', async () => {
  const { passed, toFix } = await mark(collection, { name: 'Ada', address: await deadAddress() });
  assert.deepEqual(passed, []);
  assert.ok(toFix.startsWith(`${UNREACHABLE}Start your server`), toFix);
});

test('an invalid address is a row', async () => {
  const { passed, toFix } = await mark(collection, { name: 'Ada', address: 'http://[nonsense' });
  assert.deepEqual(passed, []);
  assert.ok(toFix.startsWith(`${UNREACHABLE}baseUrl isn't an address`), toFix);
});

test('the first thing to fix is in its column', () => {
  const rows = [
    { name: 'Ada', passed: ['02', '03'], toFix: 'nothing' },
    { name: 'Grace', passed: [], toFix: '07-verify › …\nhint: …\n' },
  ];
  assert.equal(
    table(rows),
    `name   lessons passed  first thing to fix
Ada    02 03           nothing
Grace  none            07-verify › …
                       hint: …`,
  );
});

test('the script marks part 2 when it is asked to', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'marks-'));
  const flaw = ACCOUNTS_FLAWS.find(({ name }) => name === 'user-enumeration');
  const { baseUrl, close } = await listen(flawed(new AccountsServer(), flaw));
  try {
    const list = join(folder, 'students.csv');
    writeFileSync(list, `Ada,${baseUrl}\n`);
    const { stdout } = await promisify(execFile)(process.execPath, [
      join(root, 'grader/mark.mjs'),
      list,
      '--part',
      '2',
    ]);
    assert.match(
      stdout,
      /^Ada +11 13 14 +12-login › An unknown email › The refusal is the same as for a wrong password\n +got: the body\.error "there is no user with this email"$/m,
    );
  } finally {
    await close();
    rmSync(folder, { recursive: true });
  }
});

test('a part that does not exist is named', async () => {
  const run = promisify(execFile)(process.execPath, [join(root, 'grader/mark.mjs'), 'students.csv', '--part', '99']);
  await assert.rejects(run, { code: 1, stderr: /^usage: node mark\.mjs students\.csv \[--part 2\]/ });
});

test('the script prints the table and writes a JUnit report for each student', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'marks-'));
  const { baseUrl, close } = await listen(new Server());
  try {
    const list = join(folder, 'students.csv');
    writeFileSync(list, `Ada Lovelace,${baseUrl}\nGrace,${await deadAddress()}\n`);
    const junit = join(folder, 'junit');
    const { stdout } = await promisify(execFile)(process.execPath, [
      join(root, 'grader/mark.mjs'),
      list,
      '--junit',
      junit,
    ]);
    assert.match(stdout, /^Ada Lovelace +02 03 04 05 06 07 08 09 10 +nothing$/m);
    assert.match(
      stdout,
      /^Grace +none +0 Preflight › Is your server there\? › .*\n +got: no answer\n +hint: Start your server/m,
    );
    assert.deepEqual(readdirSync(junit), ['1-Ada-Lovelace.xml', '2-Grace.xml']);
    assert.match(readFileSync(join(junit, '1-Ada-Lovelace.xml'), 'utf8'), /<testsuites /);
  } finally {
    await close();
    rmSync(folder, { recursive: true });
  }
});
