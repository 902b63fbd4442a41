// The core of marking, without a network: the list of a class, a student's progress, and the reports.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'junit2json';
import { validateXML } from 'xmllint-wasm';
import { lessons as allLessons } from '../coach/lessons.mjs';
import { csv } from '../marking/csv.mjs';
import { junit } from '../marking/junit.mjs';
import { readList, textIn } from '../marking/list.mjs';
import { redactor } from '../marking/redact.mjs';
import { progressOf } from '../marking/progress.mjs';
import { networkOf, proxyFor } from '../marking/why.mjs';
import { parts, root } from './collections.mjs';
import { FILE, listTests } from './list-tests.mjs';

// ---- The list

const students = (text) => readList(text).students.map(({ name, address }) => [name, address]);
const ADDRESS = 'http://10.0.0.1:8000';

test('a list may come from a spreadsheet, an editor or a terminal', () => {
  const text =
    '\uFEFFName;Address\r\n# group 1\r\nAda Lovelace;http://10.0.0.1:8000/\r\n\r\n"Hopper, Grace",10.0.0.2:8000\nLinus\thttps://x.example\nBob  10.0.0.4\nCleo;laptop-7:8000\nDan;http://müller.local:8000 (my laptop)\n';
  assert.deepEqual(students(text), [
    ['Ada Lovelace', ADDRESS],
    ['Hopper, Grace', 'http://10.0.0.2:8000'],
    ['Linus', 'https://x.example'],
    ['Bob', 'http://10.0.0.4'],
    ['Cleo', 'http://laptop-7:8000'],
    ['Dan', 'http://müller.local:8000'],
  ]);
});

test('a list may be the export of a form, with more columns, cells of several lines and a comma at the end', () => {
  const text =
    'sep=,\nTimestamp,Email,Your name,Where is your server?,Comment,\n26/11/2026 10:00,ada@example.com,"Lovelace, ""Ada""",http://10.0.0.1:8000/,"two\nlines",\n';
  assert.deepEqual(students(text), [['Lovelace, "Ada"', ADDRESS]]);
  assert.deepEqual(students('2026-11-26 10:00;Zoë;zoe@example.com;10.0.0.2:8000;;\n'), [
    ['Zoë', 'http://10.0.0.2:8000'],
  ]);
  assert.deepEqual(students('Ada,10.0.0.1:8000,3\n'), [['Ada', ADDRESS]]);
});

// cspell:disable
for (const [heading, line, name = 'Ada'] of [
  ['Name;Adresse', 'Ada;10.0.0.1:8000'],
  ['Student,URL', 'Ada,10.0.0.1:8000'],
  ['Name,IP address', 'Ada,10.0.0.1:8000'],
  ['Server,Name', '10.0.0.1:8000,Ada'],
  ['Name,,Address', 'Ada,,10.0.0.1:8000'],
  ['First name,Last name,Server', 'Ada,Lovelace,10.0.0.1:8000', 'Ada Lovelace'],
  ['Nachname;Vorname;Adresse', 'Lovelace;Ada;10.0.0.1:8000', 'Ada Lovelace'],
  ['Prénom;Nom;Adresse du serveur', 'Ada;Lovelace;10.0.0.1:8000', 'Ada Lovelace'],
  ['Nombre;Apellidos;Dirección', 'Ada;Lovelace;10.0.0.1:8000', 'Ada Lovelace'],
  ['Group,Server name,Name,Address', '2,mine,Ada,10.0.0.1:8000'],
  ['Имя;Адрес', 'Ada;10.0.0.1:8000'],
  ['姓名,地址', 'Ada,10.0.0.1:8000'],
  ['Όνομα;Διεύθυνση', 'Ada;10.0.0.1:8000'],
  ['Column 1,Column 2 address', 'Ada,10.0.0.1:8000'],
])
  // cspell:enable
  test(`the headings ${heading} are not a student`, () => {
    assert.deepEqual(readList(`${heading}\n${line}`), {
      students: [{ name, address: ADDRESS, line: 2 }],
      skipped: [],
      notes: [],
    });
  });

test('a list may be in any encoding that spreadsheets write', () => {
  const line = 'Zoë,http://10.0.0.1\n';
  assert.equal(textIn(Buffer.from(line)), line);
  assert.equal(textIn(Buffer.from(line, 'latin1')), line);
  assert.equal(textIn(Buffer.from(`\uFEFF${line}`, 'utf16le')), line);
  assert.equal(textIn(Buffer.from(`\uFEFF${line}`, 'utf16le').swap16()), line);
});

test('an empty row is nobody, and a student without an address is absent', () => {
  assert.deepEqual(students('Name,Address\n,\n;\nBen,\n\nAda,10.0.0.1:8000\nCleo'), [
    ['Ben', undefined],
    ['Ada', ADDRESS],
    ['Cleo', undefined],
  ]);
});

test('a line that can’t be read is named and skipped, and the others stay', () => {
  const { students: read, skipped } = readList(
    'Name,Address\nCleo,htp:/10.0.0.3\n,10.0.0.5\nBen,"never closed,10.0.0.2:8000\nAda,10.0.0.1:8000\n',
  );
  assert.deepEqual(
    read.map(({ name, address, line }) => [name, address, line]),
    [
      ['Ben', 'http://10.0.0.2:8000', 4],
      ['Ada', ADDRESS, 5],
    ],
  );
  assert.deepEqual(skipped, [
    {
      text: 'Line 2 is skipped: "htp:/10.0.0.3" isn\'t an address such as http://192.168.1.21:8000: Cleo,htp:/10.0.0.3',
      unnamed: "Line 2 is skipped, because it can't be read.",
    },
    {
      text: 'Line 3 is skipped: it has an address but no name: ,10.0.0.5',
      unnamed: "Line 3 is skipped, because it can't be read.",
    },
  ]);
});

for (const [what, text, options] of [
  ['a heading', 'Name,Address,Notes\nAda,10.0.0.1:8000,10.0.0.1:8101\n', {}],
  ['a heading that says address', 'Notes address;Name;Address\n10.0.0.1:8101;Ada;10.0.0.1:8000\n', {}],
  ['no headings', 'Ada,10.0.0.1:8000,10.0.0.1:8101\n', { hasNotes: true }],
  ['spaces', 'Ada 10.0.0.1:8000 10.0.0.1:8101\n', { hasNotes: true }],
])
  test(`a list may have the address of the notes service: ${what}`, () => {
    const { students: read, skipped } = readList(text, options);
    assert.deepEqual(
      [read.map(({ name, address, notesAddress }) => [name, address, notesAddress]), skipped],
      [[['Ada', ADDRESS, 'http://10.0.0.1:8101']], []],
    );
  });

test('an empty cell or a remark under Notes is not an address, and without one, the absent stay absent', () => {
  assert.deepEqual(readList('Name,Address,Notes\nAda,10.0.0.1:8000,late\nBen,,10.0.0.2:8001\n', { hasNotes: true }), {
    students: [
      { name: 'Ada', address: ADDRESS, line: 2 },
      { name: 'Ben', address: undefined, line: 3 },
    ],
    skipped: [],
    notes: [],
  });
});

test('in a part with one server, the last address of a line is still the student’s', () => {
  assert.deepEqual(students('Ada,https://git.example/ada,10.0.0.1:8000\n'), [['Ada', ADDRESS]]);
});

test('the same name or address twice is noted, and both are marked', () => {
  const { students: read, notes } = readList('Ada,10.0.0.1:8000\nEve,10.0.0.1:8000\nada,10.0.0.3\n');
  assert.equal(read.length, 3);
  assert.deepEqual(notes, [
    {
      text: 'Line 3: ada is also on line 1. Both are marked.',
      unnamed: 'Line 3 has the same name as line 1. Both are marked.',
    },
    {
      text: 'Line 2: Eve has the same address as Ada on line 1.',
      unnamed: 'Line 2 has the same address as line 1.',
    },
  ]);
});

test('neither a list nor a report gets into git', () => {
  for (const file of [
    'grader/students.csv',
    'students-group-2.csv',
    'grader/reports/1-Ada.xml',
    'marks.csv',
    'marks.xml',
  ])
    assert.equal(execFileSync('git', ['check-ignore', file], { cwd: root, encoding: 'utf8' }).trim(), file);
  assert.throws(() => execFileSync('git', ['check-ignore', 'grader/mark.mjs'], { cwd: root }), { status: 1 });
});

// ---- A student's progress

const [part] = parts;
const lessons = allLessons.filter((lesson) => lesson.part === part.number && lesson.folder);
const tests = JSON.parse(readFileSync(FILE, 'utf8'))[part.name];

/** All tests of the part in the state that `stateOf` says, by the number of the lesson and the place of the test. */
const resultsWith = (stateOf) =>
  Object.entries(tests).flatMap(([folder, names]) =>
    names.flatMap(([request, name], index) => {
      const state = stateOf(folder.slice(0, 2), index);
      const skipped = state === 'skipped' ? `${name} (skipped: fix "another" first)` : name;
      return state
        ? [{ folder, request, test: skipped, state, message: state === 'failed' ? 'got: x' : undefined }]
        : [];
    }),
  );
const resultOf = (stateOf) => progressOf({ lessons, tests, results: resultsWith(stateOf) });
const statesOf = (stateOf) =>
  resultOf(stateOf)
    .lessons.map(({ number, state }) => `${number} ${state}`)
    .join(', ');

test('a finished server has done every lesson', () => {
  const { passed, first, counts } = resultOf(() => 'passed');
  assert.deepEqual(passed, ['02', '03', '04', '05', '06', '07', '08', '09', '10']);
  assert.equal(first, undefined);
  assert.deepEqual(counts, { passed: 94, failed: 0, skipped: 0, total: 94 });
});

test('what is not there yet is distinguished from what is wrong', () => {
  const from = (lesson) => (number, index) =>
    number < lesson || number === '0 ' || number === '10' ? 'passed' : index === 0 ? 'failed' : 'skipped';
  assert.equal(
    statesOf(from('08')),
    '02 done, 03 done, 04 done, 05 done, 06 done, 07 done, 08 next, 09 to come, 10 early',
  );
  const most = (number, index) => (number === '08' && index === 0 ? 'failed' : from('09')(number, index));
  assert.equal(
    statesOf(most),
    '02 done, 03 done, 04 done, 05 done, 06 done, 07 done, 08 started, 09 to come, 10 early',
  );
});

test('a lesson that was left behind is to fix, and later ones count once it passes', () => {
  const {
    lessons: states,
    passed,
    first,
  } = resultOf((number, index) => (number === '08' && index === 3 ? 'failed' : 'passed'));
  assert.deepEqual(
    states.slice(-3).map(({ state }) => state),
    ['to fix', 'early', 'early'],
  );
  assert.deepEqual(passed, ['02', '03', '04', '05', '06', '07']);
  assert.equal(first.test.test, tests['08-expiry'][3][1]);
});

test('a skipped test has its reason, and a lesson that the run never reached is not checked', () => {
  const { lessons: states, counts } = resultOf((number) =>
    number === '05' ? 'skipped' : number < '05' ? 'passed' : undefined,
  );
  assert.deepEqual(
    states.map(({ state }) => state),
    ['done', 'done', 'done', 'next', ...Array(5).fill('not checked')],
  );
  assert.equal(states[3].tests[0].message, 'fix "another" first');
  assert.deepEqual(counts, { passed: 9, failed: 0, skipped: 85, total: 94 });
});

/** Part 4, where this is the result of the first request to the notes service. */
function besideOf(result) {
  const beside = parts.find(({ name }) => name === '4-beyond-one-secret');
  const list = JSON.parse(readFileSync(FILE, 'utf8'))[beside.name];
  const folder = '20-another-service';
  const keys = list['19-two-keys'].map(([request, name]) => ({
    folder: '19-two-keys',
    request,
    test: name,
    state: 'passed',
  }));
  return progressOf({
    lessons: allLessons.filter((lesson) => lesson.part === beside.number && lesson.folder),
    tests: list,
    results: [...keys, { folder, request: list[folder][0][0], state: 'failed', message: 'got: x', ...result }],
  });
}

test('a notes service that answers is started, however little of its lesson passes', () => {
  const { first } = besideOf({ test: 'GET /notes answers 200 to a token for the notes service' });
  assert.deepEqual([first.number, first.state], ['20', 'started']);
});

test('a notes service that is away comes next, and its tests wait for it', () => {
  const { first } = besideOf({ test: 'The notes service answers' });
  assert.deepEqual([first.number, first.state, first.test.test], ['20', 'next', 'The notes service answers']);
  assert.deepEqual(
    [...new Set(first.tests.slice(1).map(({ message }) => message))],
    ['first fix "The notes service answers"'],
  );
});

test('the list of tests is what a correct server meets', async () => {
  assert.equal(readFileSync(FILE, 'utf8'), await listTests(), 'run npm run list-tests');
});

// ---- Reports

const SCHEMA = readFileSync(new URL('junit.xsd', import.meta.url), 'utf8');
const markOf = (stateOf, more = {}) => ({
  name: 'Ada <script>&"\u001b[31m',
  address: ADDRESS,
  at: Date.UTC(2026, 10, 26),
  ...resultOf(stateOf),
  ...more,
});
const isValid = async (xml) =>
  (await validateXML({ xml: [{ fileName: 'marks.xml', contents: xml }], schema: [SCHEMA] })).errors.map(
    ({ message }) => message,
  );

/** What a common parser reads, counted test by test. */
async function readBack(xml) {
  const { testsuite: suites, ...root } = await parse(xml);
  const cases = suites.flatMap(({ testcase }) => testcase ?? []);
  for (const suite of suites) assert.equal(suite.tests, suite.testcase.length);
  const failed = cases.filter(({ failure }) => failure);
  const skipped = cases.filter((one) => one.skipped);
  assert.deepEqual(
    [root.tests, root.failures, root.errors, root.skipped],
    [cases.length, failed.length, 0, skipped.length],
  );
  assert.equal(new Set(cases.map(({ classname, name }) => `${classname} ${name}`)).size, cases.length);
  return { failed, skipped, passed: cases.length - failed.length - skipped.length };
}

test('the JUnit report has each test once, with its own outcome', async () => {
  const xml = junit([markOf((number, index) => (number === '08' ? (index === 0 ? 'failed' : 'skipped') : 'passed'))]);
  assert.deepEqual(await isValid(xml), []);
  const { passed, failed, skipped } = await readBack(xml);
  assert.deepEqual([passed, failed.length, skipped.length], [82, 1, 12]);
  assert.equal(failed[0].failure[0].inner, 'got: x');
  assert.equal(failed[0].classname, 'Ada <script>&"\ufffd[31m.08-expiry');
});

test('a server that is down has passed none of the tests', async () => {
  const why = { kind: 'refused', what: 'nothing listens', hint: 'Start it.' };
  const xml = junit([markOf(() => undefined, { why })]);
  assert.deepEqual(await isValid(xml), []);
  const { passed, failed, skipped } = await readBack(xml);
  assert.deepEqual([passed, failed.length, skipped.length], [0, 1, 94]);
  assert.equal(skipped[0].skipped[0].message, 'not run: nothing listens. Start it.');
});

test('the schema rejects a report with a value of the wrong type, or with anything that JUnit does not know', async () => {
  const valid = junit([markOf(() => 'passed')]);
  assert.deepEqual(await isValid(valid), []);
  for (const [from, to] of [
    [/ failures="0"/, ' failures="none"'],
    [/<testcase classname="[^"]*"/, '<testcase'],
    [/<testsuite /, '<testsuite passed="3" '],
    [/ timestamp="[^"]*"/, ' timestamp="today"'],
  ]) {
    assert.match(valid, from);
    assert.notDeepEqual(await isValid(valid.replace(from, to)), [], String(from));
  }
});

test('the CSV is for a spreadsheet: no cell is a formula, and the lessons have columns', () => {
  const marks = [
    markOf(() => 'passed', { name: '=HYPERLINK("x")' }),
    markOf(() => undefined, { name: 'Ben', address: undefined, why: { what: 'no address', hint: 'Add it.' } }),
  ];
  const [heading, first, second] = csv(marks).split('\r\n');
  assert.match(heading, /^\uFEFFname,address,lessons passed,tests passed,.*,08 Expiry,/);
  assert.match(first, /^"'=HYPERLINK\(""x""\)",http:\/\/10\.0\.0\.1:8000,02 03 .* 10,94,0,0,94,done,/);
  assert.match(second, /^Ben,,,0,0,94,94,no answer,.*,no address\. Add it\.,2026-11-26T/);
});

// ---- What may be shown

test('no token, secret or password is shown, and everything else is', () => {
  const redact = redactor({ jwtSecret: 'this-is-the-secret-of-a-test-run' });
  for (const [text, shown] of [
    [
      'repeat: curl -i -H "Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIi.abc-_" http://x/',
      'repeat: curl -i -H "Authorization: Bearer <token>" http://x/',
    ],
    [
      'repeat: curl -H "Authorization: Token hello" http://x/',
      'repeat: curl -H "Authorization: Token <token>" http://x/',
    ],
    ['got: 200 {"token":"eyJhbGciOiJIUzI1NiJ9.eyJzdWIi…', 'got: 200 {"token":"<token>…'],
    [`${Buffer.from('{\n  "alg": "HS256"\n}').toString('base64url')}.e30.x`, '<token>'],
    ['got: this-is-the-secret-of-a-test-run', 'got: <secret>'],
    [`key ${Buffer.from('this-is-the-secret-of-a-test-run').toString('base64')}`, 'key <secret>'],
    [
      '-d {"email":"a@b.c","password":"hunter 2"} password=x&y',
      '-d {"email":"a@b.c","password":<redacted>} password=<redacted>&y',
    ],
    ['curl -H "Cookie: session=abc; x=y" http://x/', 'curl -H "Cookie: <redacted>" http://x/'],
    [
      'hint: Send Bearer and the token, as lessons/07-verify/README.md says. WWW-Authenticate: Bearer realm="x"',
      undefined,
    ],
    ['got: a payload without iss: {"exp":1795682794,"sub":"1"} at http://127.0.0.1:8000/verify-token', undefined],
  ])
    assert.equal(redact(text), shown ?? text);
});

test('a proxy is never asked for a server in a private network', () => {
  const environment = { http_proxy: 'http://proxy:3128', no_proxy: '.example.org' };
  assert.equal(proxyFor('http://203.0.113.5:8000', environment), 'http://proxy:3128');
  for (const address of [
    'http://192.168.1.2:8000',
    'http://127.0.0.1:8000',
    'http://laptop-7:8000',
    'http://x.local',
    'http://a.example.org',
    'http://[fe80::1]:80',
  ])
    assert.equal(proxyFor(address, environment), undefined, address);
});

test('when most of a class is out of reach, the network gets the blame', () => {
  const away = { kind: 'timed out' };
  assert.match(networkOf([away, away, away, undefined]), /^3 of 4 laptops can't be reached at all\./);
  assert.equal(networkOf([away, away, undefined]), undefined);
  assert.equal(networkOf([away, away, away, undefined, undefined, undefined, undefined]), undefined);
  assert.equal(networkOf([{ kind: 'refused' }, { kind: 'refused' }, { kind: 'refused' }]), undefined);
});
