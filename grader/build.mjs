#!/usr/bin/env node
// Generates postman/N-name.postman_collection.json from postman/collections/N-name/, for each collection
// that the manifest names, and lessons/WALKTHROUGH.md from all of them:
//
//   npm run build             writes what has changed
//   npm run build -- --check  writes nothing, and fails where something would change

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { convert } from './collections/convert.mjs';
import { share } from './collections/share.mjs';
import { readSource } from './collections/source.mjs';
import { ROOT, gradedIn } from './course.mjs';
import { walkthrough } from './walkthrough/page.mjs';

/** Builds the collections in a project's manifest; returns the files that didn't match their source. */
export function build(root, { check = false } = {}) {
  const stale = [];
  const put = (file, text) => {
    if (textOf(file) === text) return;
    stale.push(file.href.slice(root.href.length));
    if (!check) writeFileSync(file, text);
  };
  const parts = [];
  for (const { collection, file, source, ...part } of gradedIn(root)) {
    try {
      const definition = new URL('.resources/definition.yaml', source);
      put(definition, share(readFileSync(definition, 'utf8')));
      const read = readSource(fileURLToPath(source));
      put(file, `${JSON.stringify(convert(read), null, 2)}\n`);
      parts.push({ ...part, collection: read });
    } catch (error) {
      throw new Error(error.message.replace(/^/gm, `postman/collections/${collection}/`), { cause: error });
    }
  }
  put(new URL('lessons/WALKTHROUGH.md', root), walkthrough(parts));
  return stale;
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function main({ check }) {
  const stale = build(ROOT, { check });
  if (stale.length === 0) console.log('Nothing to do: every file matches its source.');
  else if (!check) console.log(stale.map((file) => `wrote ${file}`).join('\n'));
  else throw new Error(`${stale.join(', ')}: doesn't match its source. Run npm run build.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    main(parseArgs({ options: { check: { type: 'boolean', default: false } } }).values);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
