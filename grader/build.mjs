#!/usr/bin/env node
// Makes postman/N-name.postman_collection.json out of postman/collections/N-name/, for each collection
// that the manifest names:
//
//   npm run build             writes what has changed
//   npm run build -- --check  writes nothing, and fails where something would change

import { readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { convert } from './collections/convert.mjs';
import { share } from './collections/share.mjs';
import { readSource } from './collections/source.mjs';
import { graded } from './course.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** The text of a generated file. */
export const generated = (source) => `${JSON.stringify(convert(source), null, 2)}\n`;

function build({ check }) {
  const stale = [];
  const put = (file, text) => {
    if (textOf(file) === text) return;
    stale.push(relative(ROOT, fileURLToPath(file)).replaceAll('\\', '/'));
    if (!check) writeFileSync(file, text);
  };
  for (const { collection, file, source } of graded) {
    try {
      const definition = new URL('.resources/definition.yaml', source);
      put(definition, share(readFileSync(definition, 'utf8')));
      put(file, generated(readSource(fileURLToPath(source))));
    } catch (error) {
      throw new Error(error.message.replace(/^/gm, `postman/collections/${collection}/`), { cause: error });
    }
  }
  if (check && stale.length > 0) throw new Error(`not what the build makes, so run npm run build: ${stale.join(', ')}`);
  console.log(stale.length > 0 ? stale.map((file) => `wrote ${file}`).join('\n') : 'Nothing to build: all files are what the source makes.');
}

function textOf(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    build(parseArgs({ options: { check: { type: 'boolean', default: false } } }).values);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
