#!/usr/bin/env node
// Writes marking/tests.json: every test of each part, as a correct server meets it. Marking counts with that list, so
// a server that is down has passed none of them. Run `npm run list-tests` after a test was added or renamed.

import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parts } from './collections.mjs';
import { resultsOf } from './prove.mjs';

export const FILE = new URL('../marking/tests.json', import.meta.url);

/** By collection and folder: pairs of a request and a test. */
export async function listTests() {
  const list = {};
  for (const { name, collection } of parts) {
    const { styles } = await import(`./${name}/servers.mjs`);
    const results = await resultsOf(new styles.plain(), collection);
    list[name] = Object.fromEntries(
      collection.item.map((folder) => [
        folder.name,
        results
          .filter((one) => one.folder === folder.name && !one.test.startsWith('warning: '))
          .map(({ request, test }) => [request, test]),
      ]),
    );
  }
  return `${JSON.stringify(list, undefined, 2)}\n`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const list = await listTests();
  if (list !== readFileSync(FILE, 'utf8')) writeFileSync(FILE, list);
}
