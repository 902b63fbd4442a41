#!/usr/bin/env node
// Serves a page that shows where each student of a class is, and keeps marking:
//
//   npm run board -- students.csv

import { readFileSync, watchFile, unwatchFile } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { detailsOf, newBoard, nextToMark, view, withMark, withStudents } from './board/state.mjs';
import { serve } from './board/server.mjs';
import { graded } from './course.mjs';
import { csv } from './marking/csv.mjs';
import { junit } from './marking/junit.mjs';
import { readList, textIn } from './marking/list.mjs';
import { hasNotes, newMarker } from './marking/marker.mjs';
import { networkOf } from './marking/why.mjs';

const USAGE = `usage: npm run board -- students.csv [options]

Serves a page on this machine with a row for each student and a column for each lesson, and marks all servers again
and again. When the list changes, the board reads it again. Ctrl-C ends it.

students.csv has a line for each student, with a name and the address of the server:
  Ada,http://192.168.1.21:8000
It can also come from a spreadsheet or a form, with headings and more columns. In part 4, the address is the issuer's.
The notes service is on the same machine, on port 8001, unless a second address follows:
  Ada,http://192.168.1.21:8000,http://192.168.1.21:8101

  --part N      ${graded.map(({ number, title }) => `${number} (${title})`).join(' or ')} (default: 1)
  --port N      the port of the page (default: 8100)
  --every S     the fewest seconds between two marks of a student (default: 10)
  --timeout S   seconds to wait for a response (default: 5); the first one may take four times as long
  --limit S     seconds for one student (default: 60)
  --insecure    accepts any certificate, for servers on https that signed their own`;

const OPTIONS = {
  part: { type: 'string', default: '1' },
  port: { type: 'string', default: '8100' },
  every: { type: 'string', default: '10' },
  timeout: { type: 'string', default: '5' },
  limit: { type: 'string', default: '60' },
  insecure: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
};

/** Milliseconds between two looks for students to mark, and between two looks at the list. */
const LOOK = 250;
const LIST_LOOK = 1000;
/** The browser comes first. */
const NICE = 10;
/** The most students whose servers are asked at the same time whether they are there. */
const MOST_ASKED = 64;

function settings(args) {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS });
  if (values.help) return { isHelp: true };
  const part = graded.find(({ number }) => String(number) === values.part);
  if (!part) throw new Error(`--part ${values.part}: no part with a collection has this number`);
  if (positionals.length !== 1) throw new Error('Name one file with the list of students.');
  const number = (name, isValid) => {
    const value = Number(values[name]);
    if (values[name].trim() === '' || !isValid(value))
      throw new Error(`--${name} ${values[name]} isn't a valid number`);
    return value;
  };
  const isPositive = (value) => value > 0 && value < 1e6;
  return {
    file: positionals[0],
    part,
    port: number('port', (value) => Number.isInteger(value) && value >= 0 && value < 65_536),
    every: number('every', (value) => value >= 0 && value < 1e6) * 1000,
    seconds: number('timeout', isPositive),
    limit: number('limit', isPositive),
    insecure: values.insecure,
  };
}

/** A notice that names nobody, as `readList` returns them. */
const aboutFile = (text) => ({ text, unnamed: text });

async function main({ file, part, port, every, seconds, limit, insecure }) {
  const marker = newMarker({ part, seconds, limit, insecure, priority: NICE });
  const busy = new Set();
  let board = newBoard();
  let list = { notices: [], isRead: false };
  let isPaused = false;

  function readStudents() {
    try {
      const { students, skipped, notes } = readList(textIn(readFileSync(file)), { hasNotes: hasNotes(part) });
      board = withStudents(board, students);
      const none =
        students.length === 0 ? [aboutFile(`${file} has no students: write a name and an address on each line.`)] : [];
      list = { notices: [...none, ...skipped, ...notes], isRead: true };
    } catch (error) {
      // A spreadsheet may be saving the file at this moment, so the students stay.
      list = { ...list, notices: [aboutFile(`${file} can't be read: ${error.message}`)] };
    }
  }

  const shown = () => {
    const whys = board.rows.map(({ mark }) => mark?.why).filter((why) => why?.kind !== 'no address');
    return {
      ...view(board, Date.now()),
      part: { number: part.number, title: part.title },
      lessons: marker.lessons.map(({ number, title }) => ({ number, title })),
      isPaused,
      list: list.notices,
      network: networkOf(whys) ?? '',
    };
  };
  const marks = () => board.rows.map(({ mark }) => mark).filter(Boolean);

  readStudents();
  if (!list.isRead) throw new Error(list.notices.map(({ text }) => text).join('\n'));
  const page = await serve(
    {
      view: shown,
      details: (key, number) => detailsOf(board, key, number),
      csv: () => csv(marks()),
      junit: () => junit(marks()),
      act(action) {
        isPaused = action === 'pause';
        marker.pause(isPaused);
        page.publish();
      },
    },
    { port },
  );

  async function markNext(row) {
    busy.add(row.key);
    const mark = await marker.mark(row.student);
    busy.delete(row.key);
    board = withMark(board, row.key, mark);
    page.publish();
  }

  function look() {
    if (isPaused) return;
    for (let row; busy.size < MOST_ASKED && (row = nextToMark(board, { busy, now: Date.now(), every }));) markNext(row);
  }

  const timer = setInterval(look, LOOK);
  look();
  watchFile(file, { interval: LIST_LOOK }, () => {
    readStudents();
    for (const { text } of list.notices) console.error(text);
    page.publish();
  });

  function close() {
    clearInterval(timer);
    unwatchFile(file);
    marker.close();
    page.close();
    process.exit(0);
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, close);
  for (const { text } of list.notices) console.error(text);
  console.log(
    `The board of ${board.rows.length} students is at ${page.url} (this machine only, ${availableParallelism()} cores). Ctrl-C ends it.`,
  );
}

try {
  const { isHelp, ...rest } = settings(process.argv.slice(2));
  if (isHelp) console.log(USAGE);
  else await main(rest);
} catch (error) {
  console.error(
    error.code === 'EADDRINUSE'
      ? 'Choose a different port with --port, or 0 for any free one: another program has this port.'
      : `${error.message}\n\n${USAGE}`,
  );
  process.exit(1);
}
