// Every flaw that a collection must catch: what is wrong, and which tests report it.
//
// `wrong` replaces steps of a correct server (server.mjs of the part); `super` is that server. `caughtBy`
// names the tests that must fail: these and no others. A flaw is in the file of the lesson that catches
// it first; every file in the folder counts.

import { readdirSync } from 'node:fs';

/** The flaws of a part, by the name of its collection, in the order of the lessons. */
export async function flawsOf(collection) {
  const folder = new URL(`${collection}/flaws/`, import.meta.url);
  const lessons = readdirSync(folder)
    .filter((name) => /^\d\d-/.test(name))
    .sort();
  const modules = await Promise.all(lessons.map((name) => import(new URL(name, folder))));
  return modules.flatMap(({ FLAWS }) => FLAWS);
}

/** The correct server with the step of this flaw in front of it. */
export function flawed(server, flaw) {
  return Object.setPrototypeOf(flaw.wrong(), server);
}
