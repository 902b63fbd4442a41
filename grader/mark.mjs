#!/usr/bin/env node
// Marks a class: runs a collection against each student's server and prints a table.
//
//   node mark.mjs students.csv [--part 2] [--junit folder] [--timeout seconds] [--insecure]

import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { graded } from './course.mjs';
import { grade } from './grade.mjs';

const USAGE = `usage: node mark.mjs students.csv [--part 2] [--junit folder] [--timeout seconds] [--insecure]

students.csv has a line for each student, the name and the address of the server:
  Ada,http://192.168.1.21:8000
--part is ${graded.map(({ number, title }) => `${number} (${title})`).join(' or ')}; without it, 1.
--junit writes a JUnit report for each student into that folder.
--timeout is how long to wait for an answer; without it, 10 seconds. The first answer may take four times as long.
--insecure accepts any certificate: for servers on https that signed their own.`;

/** So many servers are asked at the same time. */
const AT_ONCE = 4;

/** The text of a file, in whichever of the encodings that spreadsheets write. */
export function textIn(bytes) {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/**
 * The students of a list, one a line. The address is the last cell that looks like one. The name is the cell
 * whose heading says so, or else the first cell that is neither a date nor an email.
 */
export function students(text) {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line, index) => ({ cells: cellsOf(line), line: line.trim(), number: index + 1 }))
    .filter(({ line, cells }) => cells.length && !line.startsWith('#') && !/^sep=.$/i.test(line));
  const headings = lines.length && isHeading(lines[0].cells) ? lines.shift().cells : [];
  const column = headings.findIndex((heading) => /name/i.test(heading));
  return lines.map(({ cells, line, number }) => {
    const address = cells.findLast(isAddress);
    const others = cells.filter((cell) => cell !== address && cell && !isDate(cell) && !cell.includes('@'));
    const name = (cells[column] !== address && cells[column]) || others[0];
    if (!address || !name) throw new Error(`line ${number} is not a name and an address: ${line}`);
    return { name, address: withScheme(address) };
  });
}

/** The cells of a line: between tabs, semicolons or commas, or, without any, around its last space. */
function cellsOf(line) {
  const separator = ['\t', ';', ','].find((one) => line.replace(/"[^"]*"/g, '').includes(one));
  const cells = separator
    ? [...line.matchAll(new RegExp(`(?:^|${separator})("(?:[^"]|"")*"|[^${separator}]*)`, 'g'))].map(([, cell]) => cell)
    : (line
        .trim()
        .match(/^(.*?)\s+(\S+)$/)
        ?.slice(1) ?? [line]);
  const plain = cells.map((cell) =>
    cell
      .trim()
      .replace(/^"(.*)"$/, '$1')
      .replaceAll('""', '"')
      .trim(),
  );
  while (plain.at(-1) === '') plain.pop();
  return plain;
}

const isAddress = (cell) =>
  /^https?:\/\/\S+$/i.test(cell) || /^(localhost|[\w-]+(\.[\w-]+)+|\[[\da-f:]+\])(:\d+)?(\/\S*)?$/i.test(cell);
const isDate = (cell) => /^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b/.test(cell);
const isHeading = (cells) =>
  cells.length > 1 && cells.every((cell) => cell && !/\d/.test(cell)) && !cells.some(isAddress);
const withScheme = (address) => (/^\w+:\/\//.test(address) ? address : `http://${address}`).replace(/\/+$/, '');

/** The row of one student. Whatever happens at the other end, it is a row. */
export async function mark(collection, { name, address, junit, seconds = 10, insecure = false }) {
  try {
    const reporters = junit ? { junit: { export: junit } } : {};
    return {
      name,
      address,
      ...summary(
        collection,
        await grade(collection, address, { timeoutMilliseconds: seconds * 1000, insecure, reporters }),
      ),
    };
  } catch (error) {
    return { name, address, passed: [], toFix: `the collection could not run: ${error.message}` };
  }
}

function summary(collection, results) {
  const passed = collection.item
    .map(({ name }) => name)
    .filter((folder) => /^\d\d-/.test(folder))
    .filter((folder) => {
      const own = results.filter((result) => result.folder === folder);
      return own.length > 0 && own.every(({ state }) => state === 'passed');
    })
    .map((folder) => folder.slice(0, 2));
  return { passed, toFix: firstToFix(results) };
}

/** The tests that are about what is between this machine and a server. */
const ENVIRONMENT = ['The server answers', 'A server answers at baseUrl, and it is yours'];

/** The first failed test and what came; the JUnit report has the rest. */
function firstToFix(results) {
  const first = results.find(({ state }) => state === 'failed');
  if (!first) return 'nothing';
  const line = (name) => first.message.match(new RegExp(`^${name}: .*$`, 'm'))?.[0] ?? '';
  // What is about the environment is for whoever marks, too: then the row says what to do.
  const lines = [line('got'), ...(ENVIRONMENT.includes(first.test) ? [line('hint')] : [])];
  const short = (text) => (text.length > 160 ? `${text.slice(0, 160)}…` : text);
  return [`${first.folder} › ${first.request} › ${first.test}`, ...lines.map(short)].join('\n');
}

/** The table; what is to be fixed is under its column. */
export function table(rows) {
  const cells = [
    ['name', 'lessons passed', 'first thing to fix'],
    ...rows.map(({ name, passed, toFix }) => [name, passed.join(' ') || 'none', toFix]),
  ];
  const [first, second] = [0, 1].map((column) => Math.max(...cells.map((row) => row[column].length)) + 2);
  return cells
    .map(
      ([name, passed, toFix]) =>
        name.padEnd(first) + passed.padEnd(second) + toFix.trim().replaceAll('\n', `\n${' '.repeat(first + second)}`),
    )
    .join('\n');
}

async function main() {
  const options = {
    part: { type: 'string', default: '1' },
    junit: { type: 'string' },
    timeout: { type: 'string', default: '10' },
    insecure: { type: 'boolean' },
  };
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const part = graded.find(({ number }) => String(number) === values.part);
  const seconds = Number(values.timeout);
  if (positionals.length !== 1 || !part || !(seconds > 0)) throw new Error(USAGE);
  const { insecure } = values;
  const collection = JSON.parse(readFileSync(part.file, 'utf8'));
  const waiting = students(textIn(readFileSync(positionals[0]))).map((student, index) => ({ ...student, index }));
  if (values.junit) mkdirSync(values.junit, { recursive: true });

  const rows = [];
  const worker = async () => {
    for (let student = waiting.shift(); student; student = waiting.shift()) {
      const junit =
        values.junit && join(values.junit, `${student.index + 1}-${student.name.replace(/[^\p{L}\p{N}]+/gu, '-')}.xml`);
      rows[student.index] = await mark(collection, { ...student, junit, seconds, insecure });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  console.log(table(rows));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
