#!/usr/bin/env node
// Starts one of the servers manually, to watch a collection catch a flaw:
//
//   node check/serve.mjs [--part 2] [--style other] [--flaw accepts-none] [--port 8000] [--list]

import { parseArgs } from 'node:util';
import { listen } from './1-sign-and-verify/server.mjs';
import { parts } from './collections.mjs';
import { flawed, flawsOf } from './flaws.mjs';

const { values } = parseArgs({
  options: {
    part: { type: 'string', default: '1' },
    style: { type: 'string', default: 'plain' },
    flaw: { type: 'string' },
    port: { type: 'string', default: '8000' },
    list: { type: 'boolean' },
  },
});

const { name } =
  parts.find(({ number }) => String(number) === values.part) ??
  stop(`--part is one of ${parts.map(({ number }) => number).join(', ')}.`);
const flaws = await flawsOf(name);
if (values.list) {
  for (const { name: flaw, what } of flaws) console.log(`${flaw.padEnd(40)}${what}`);
  process.exit();
}

const { styles } = await import(`./${name}/servers.mjs`);
const Style = styles[values.style] ?? stop(`--style is one of ${Object.keys(styles).join(', ')}.`);
const flaw = flaws.find((one) => one.name === values.flaw);
if (values.flaw && !flaw) stop(`There is no flaw ${values.flaw}; --list shows them.`);
const { baseUrl } = await listen(flaw ? flawed(new Style(), flaw) : new Style(), Number(values.port));
console.log(`${baseUrl} ${flaw?.what ?? 'has no flaw'}`);

function stop(reason) {
  console.error(reason);
  process.exit(1);
}
