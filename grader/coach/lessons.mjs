// What the coach knows about the course before it asks a server.

import { readFileSync } from 'node:fs';
import { course, graded, hasOwnServers } from '../course.mjs';
import { plain } from '../reporter/plain.js';

/** What a folder's description says if a server passes the folder before its lesson is done. */
const ASKS_NOTHING_NEW = 'asks for nothing new';

const collections = new Map(graded.map(({ number, file }) => [number, JSON.parse(readFileSync(file, 'utf8'))]));

const own = graded.filter(hasOwnServers).map(({ number }) => number);

const folderOf = (part, name) => collections.get(part)?.item.find((folder) => folder.name === name);

/**
 * All lessons in the order of the course: `{ name, number, title, part, folder, continues, probe, isBeside, isSilent }`.
 * A silent lesson has no checks, or its checks pass before it is done. `continues` names the lesson whose server this
 * one changes. `probe` is the request that finds out whether this lesson's own server is running; the other lessons of
 * a part share one. Where `isBeside`, that server runs at the same time as those of the other lessons, and has its own
 * address.
 */
export const lessons = course.lessons.map(({ name, title, part, folder, continues }) => ({
  name,
  number: name.slice(0, 2),
  title,
  part,
  folder,
  continues,
  probe: own.includes(part) ? folderOf(part, folder)?.item[0].name : undefined,
  isBeside: folderOf(part, folder)?.item[0].request.url.raw.startsWith('{{notesUrl}}') ?? false,
  isSilent: !folder || folderOf(part, folder).description.includes(ASKS_NOTHING_NEW),
}));

/** The description of a step, as lines of plain text. */
export const describe = (part, folder, request) =>
  plain(folderOf(part, folder)?.item.find(({ name }) => name === request)?.request.description ?? '');

/** The address that a collection asks by default. */
export const DEFAULT_BASE_URL = collections.get(graded[0].number).variable.find(({ key }) => key === 'baseUrl').value;
