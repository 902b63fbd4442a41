// lessons/WALKTHROUGH.md, followed as a reader follows it: all its bash is pasted into one shell, in order, part 1
// against the sandbox, part 2 against the app of lesson 14, each lesson of part 3 against its solution, and each of
// part 4 against its issuer, with the notes service. Each request gets the answer that the page shows below it.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { hasOwnServers } from '../course.mjs';
import { parts, root } from './collections.mjs';
import { requestsOf } from './lint.mjs';
import { build, start } from './programs.mjs';

const PAGE = readFileSync(join(root, 'lessons/WALKTHROUGH.md'), 'utf8');
const MARK = '--- the next request ---';

const [intro, ...texts] = PAGE.split(/^(?=# Part \d)/m);
const blocksIn = (text) =>
  [...text.matchAll(/^```(bash|http)\n([^]*?)\n```$|^(##+) (.*)$/gm)].map(([, language, code, level, heading]) =>
    heading ? { heading, level: level.length } : { language, code },
  );

test('the page has each lesson and each step once, under its own name, so that every link to a step is right', () => {
  const headings = blocksIn(PAGE).flatMap(({ heading }) => heading ?? []);
  const wanted = parts.flatMap(({ collection, lessons }) => [
    ...lessons.map(({ folder }) => folder),
    ...requestsOf(collection)
      .filter(({ folder }) => folder !== '0 Preflight')
      .map(({ item }) => item.name),
  ]);
  assert.deepEqual([...headings].sort(), ['Before you start', ...wanted].sort());
  const anchors = headings.map((heading) => heading.toLowerCase().replace(/[^\w\- ]/g, ''));
  assert.deepEqual(
    anchors.filter((anchor, index) => anchors.indexOf(anchor) < index),
    [],
  );
});

const programs = build();
/** What a starter's solution needs in its environment. An issuer ignores it. */
const SECRETS = { NOTES_SECRET: 'n'.repeat(40), MAIL_SECRET: 'm'.repeat(40) };

/** A part as one learner follows it, with the server that passes all of it. */
const inOneRun = ({ number, lessons }) => [
  {
    name: `part ${number}`,
    text: texts[number - 1],
    folders: lessons.map(({ folder }) => folder),
    program: lessons.at(-1).checkpoint,
  },
];

/**
 * Where lessons have a server each, a lesson is followed by itself: against the solution of its starter, or against its
 * issuer, after the preparations of the lessons before it.
 */
const inARunEach = ({ number, lessons }) => {
  const sections = texts[number - 1].split(/^(?=## )/m);
  const issuer = ({ name }) =>
    lessons.findLast(({ name: other, checkpoint }) => other <= name && checkpoint !== 'notes').checkpoint;
  return lessons.map((lesson) => {
    const index = sections.findIndex((one) => one.startsWith(`## ${lesson.folder}\n`));
    const before = lesson.starter ? [] : sections.slice(0, index).flatMap(stepsIn);
    return {
      name: `lesson ${lesson.folder}`,
      preparations: before.filter(({ answer }) => !answer),
      text: sections[index],
      folders: [lesson.folder],
      program: lesson.starter ? `${lesson.starter}-solution` : issuer(lesson),
    };
  });
};

for (const part of parts) {
  const { collection } = part;
  const hasNotes = collection.variable.some(({ key }) => key === 'notesUrl');
  const runs = hasOwnServers(part) ? inARunEach(part) : inOneRun(part);

  for (const { name, text, folders, program, preparations = [] } of runs) {
    test(`${name}: each request of the page gets the answer that the page shows`, async (t) => {
      const server = await start(programs.get(program), { variables: hasOwnServers(part) ? SECRETS : {} });
      t.after(server.stop);
      const notes =
        hasNotes &&
        (await start(programs.get('notes'), {
          variables: { KEY_SET_URL: `${server.baseUrl}/.well-known/jwks.json` },
        }));
      if (notes) t.after(notes.stop);
      const own = stepsIn(text);
      const steps = [...preparations, ...own];
      assert.equal(
        own.filter(({ answer }) => answer).length,
        requestsOf(collection).filter(({ folder }) => folders.includes(folder)).length,
      );
      const [setup] = stepsIn(intro);
      const outputs = await pasted(
        [setup, { code: `BASE_URL=${server.baseUrl}${notes ? ` NOTES_URL=${notes.baseUrl}` : ''}` }, ...steps].map(
          ({ code }) => code,
        ),
      );
      for (const [index, { heading, answer }] of steps.entries()) {
        if (answer) assertShown(heading, outputs[index + 2], answer);
        else assert.equal(outputs[index + 2], '', `${heading}: its preparation prints something`);
      }
    });
  }
}

/** Each block of bash, with the heading above it and the answer below it. */
function stepsIn(text) {
  const steps = [];
  let heading = '';
  for (const block of blocksIn(text)) {
    if (block.heading) heading = block.heading;
    else if (block.language === 'bash') steps.push({ heading, code: block.code });
    else steps.at(-1).answer = block.code;
  }
  return steps;
}

/** What each block prints. Standard error has curl's progress, or a mistake of the page. */
function pasted(blocks) {
  const folder = mkdtempSync(join(tmpdir(), 'walkthrough-'));
  const script = blocks.map((block) => `${block}\necho; echo '${MARK}'\n`).join('');
  return new Promise((resolve, reject) => {
    const shell = execFile(
      'bash',
      ['-s'],
      { cwd: folder, maxBuffer: 1 << 24, timeout: 120_000 },
      (error, output, errors) => {
        rmSync(folder, { recursive: true });
        const mistake = errors.match(/^.*(bash: |syntax error|command not found|unbound).*$/m);
        if (mistake) reject(new Error(mistake[0]));
        else resolve(output.split(`\n${MARK}\n`).map((text) => text.replace(/\r/g, '').trim()));
      },
    );
    shell.stdin.end(script);
  });
}

function assertShown(heading, output, wanted) {
  const got = parsed(output);
  const shown = parsed(wanted);
  const say = `${heading}:\n${output}\n\nThe page shows:\n${wanted}`;
  assert.equal(got.status, shown.status, say);
  for (const [name, value] of shown.headers)
    assert.ok(
      got.headers.some(([other, text]) => other === name && matches(text, value)),
      `${name}: ${value} in ${say}`,
    );
  assert.ok(same(jsonOr(got.body), jsonOr(shown.body)), say);
}

function parsed(text) {
  const [head, ...rest] = text.split('\n\n');
  const [status, ...rows] = head.split('\n');
  const headers = rows
    .map((row) => row.match(/^([^:]*): ?(.*)$/))
    .map(([, name, value]) => [name.toLowerCase(), value]);
  return { status: Number(status.split(' ')[1]), headers, body: rest.join('\n\n').trim() };
}

const jsonOr = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** `…` is any text, and alone any value. */
function same(got, wanted) {
  if (wanted === '…') return true;
  if (typeof wanted === 'string') return typeof got === 'string' && matches(got, wanted);
  if (wanted === null || typeof wanted !== 'object') return got === wanted;
  const names = Object.keys(wanted);
  return (
    got !== null &&
    typeof got === 'object' &&
    Object.keys(got).length === names.length &&
    names.every((name) => same(got[name], wanted[name]))
  );
}

const matches = (text, pattern) =>
  new RegExp(
    `^${pattern
      .split('…')
      .map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('[^]*')}$`,
  ).test(text);
