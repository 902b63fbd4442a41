#!/usr/bin/env node
// Starts one of the servers by hand, to watch the collection catch a flaw:
//
//   node check/serve.mjs [--style plain|other] [--flaw accepts-none] [--port 8000] [--list]

import { parseArgs } from 'node:util';
import { FLAWS, flawed } from './flaws.mjs';
import { OtherServer } from './other-server.mjs';
import { Server, listen } from './server.mjs';

const { values } = parseArgs({
  options: {
    style: { type: 'string', default: 'plain' },
    flaw: { type: 'string' },
    port: { type: 'string', default: '8000' },
    list: { type: 'boolean' },
  },
});

if (values.list) {
  for (const { name, what } of FLAWS) console.log(`${name.padEnd(40)}${what}`);
  process.exit();
}

const server = { plain: () => new Server(), other: () => new OtherServer() }[values.style]?.();
const flaw = FLAWS.find(({ name }) => name === values.flaw);
if (!server || (values.flaw && !flaw)) {
  console.error(server ? `There is no flaw ${values.flaw}; --list shows them.` : '--style is plain or other.');
  process.exit(1);
}
const { baseUrl } = await listen(flaw ? flawed(server, flaw) : server, Number(values.port));
console.log(`${baseUrl} ${flaw?.what ?? 'has no flaw'}`);
