#!/usr/bin/env node
// Marks a class once: runs a collection against each student's server and prints a table.
//
//   node mark.mjs students.csv [--part 2] [--junit reports] [--timeout 10] [--limit 120] [--insecure]

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { graded } from './course.mjs';
import { junit } from './marking/junit.mjs';
import { readList, textIn } from './marking/list.mjs';
import { hasNotes, newMarker } from './marking/marker.mjs';
import { networkOf } from './marking/why.mjs';

const USAGE = `usage: node mark.mjs students.csv [options]

Marks a class once, and prints the lessons passed and the first thing to fix for each student. To watch a class
while it works: npm run board -- students.csv

students.csv has a line for each student, with a name and the address of the server:
  Ada,http://192.168.1.21:8000
It can also come from a spreadsheet or a form, with headings and more columns. In part 4, the address is the issuer's.
The notes service is on the same machine, on port 8001, unless a second address follows:
  Ada,http://192.168.1.21:8000,http://192.168.1.21:8101

  --part N        ${graded.map(({ number, title }) => `${number} (${title})`).join(' or ')} (default: 1)
  --junit FOLDER  writes a JUnit report for each student into that folder
  --timeout S     seconds to wait for a response (default: 10); the first one may take four times as long
  --limit S       seconds for one student (default: 120)
  --insecure      accepts any certificate, for servers on https that signed their own`;

const OPTIONS = {
  part: { type: 'string', default: '1' },
  junit: { type: 'string' },
  timeout: { type: 'string', default: '10' },
  limit: { type: 'string', default: '120' },
  insecure: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
};

/** The table; its last column has the first thing to fix, over as many lines as it needs. */
export function table(marks) {
  const cells = [
    ['name', 'lessons passed', 'tests', 'first thing to fix'],
    ...marks.map(({ name, passed, counts, ...mark }) => [
      name,
      passed.join(' ') || 'none',
      `${counts.passed}/${counts.total}`,
      toFix(mark),
    ]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column].length)) + 2);
  const indent = ' '.repeat(widths.reduce((sum, width) => sum + width));
  return cells
    .map((row) => {
      const start = widths.map((width, column) => row[column].padEnd(width)).join('');
      return start + row.at(-1).trim().replaceAll('\n', `\n${indent}`);
    })
    .join('\n');
}

/** The first thing to fix, and what the server answered; the JUnit report has the rest. */
function toFix({ why, cut, first }) {
  if (why) return `${why.kind}: ${why.what}\n${why.hint}`;
  const limit = cut ? `marking took longer than ${cut} seconds, and was cut off\n` : '';
  if (!first) return limit || 'nothing';
  const { number, title, state, test, why: away } = first;
  const about = away ? `\n${away.what}\n${away.hint}` : '';
  if (state === 'next') return `${limit}not there yet: ${number} ${title}${about}`;
  if (away) return `${limit}${state}: ${number} ${title}${about}`;
  const got = test.message.match(/^got: .*$/m)?.[0] ?? '';
  return `${limit}${state}: ${number} ${title} › ${test.request} › ${test.test}\n${shortened(got)}`;
}

const shortened = (text) => (text.length > 160 ? `${text.slice(0, 160)}…` : text);

function read(file) {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Error(`${file} can't be read: ${error.message}`, { cause: error });
  }
}

async function main() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: OPTIONS });
  if (values.help) return console.log(USAGE);
  const part = graded.find(({ number }) => String(number) === values.part);
  const [seconds, limit] = [Number(values.timeout), Number(values.limit)];
  if (positionals.length !== 1 || !part || !(seconds > 0) || !(limit > 0)) throw new Error(USAGE);
  const { students, skipped, notes } = readList(textIn(read(positionals[0])), { hasNotes: hasNotes(part) });
  for (const { text } of [...skipped, ...notes]) console.error(text);
  if (students.length === 0)
    throw new Error(`${positionals[0]} has no students: write a name and an address on each line.`);
  if (values.junit) mkdirSync(values.junit, { recursive: true });

  const marker = newMarker({ part, seconds, limit, insecure: values.insecure });
  const marks = await Promise.all(students.map((student) => marker.mark(student)));
  marker.close();
  if (values.junit)
    for (const [index, mark] of marks.entries())
      writeFileSync(
        join(values.junit, `${index + 1}-${mark.name.replace(/[^\p{L}\p{N}]+/gu, '-')}.xml`),
        junit([mark]),
      );
  console.log(table(marks));
  const network = networkOf(marks.map(({ why }) => why));
  if (network) console.log(`\n${network}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
