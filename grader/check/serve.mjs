#!/usr/bin/env node
// Starts one of the servers by hand, to watch a collection catch a flaw:
//
//   node check/serve.mjs [--part 1|2] [--style plain|other] [--flaw accepts-none] [--port 8000] [--list]

import { parseArgs } from 'node:util';
import { FLAWS as ACCOUNTS_FLAWS } from './accounts-flaws.mjs';
import { AccountsServer } from './accounts-server.mjs';
import { FLAWS, flawed } from './flaws.mjs';
import { OtherAccountsServer } from './other-accounts-server.mjs';
import { OtherServer } from './other-server.mjs';
import { Server, listen } from './server.mjs';

const PARTS = {
  1: { flaws: FLAWS, styles: { plain: Server, other: OtherServer } },
  2: { flaws: ACCOUNTS_FLAWS, styles: { plain: AccountsServer, other: OtherAccountsServer } },
};

const { values } = parseArgs({
  options: {
    part: { type: 'string', default: '1' },
    style: { type: 'string', default: 'plain' },
    flaw: { type: 'string' },
    port: { type: 'string', default: '8000' },
    list: { type: 'boolean' },
  },
});

const { flaws, styles } = PARTS[values.part] ?? stop('--part is 1 or 2.');
if (values.list) {
  for (const { name, what } of flaws) console.log(`${name.padEnd(40)}${what}`);
  process.exit();
}

const Style = styles[values.style] ?? stop('--style is plain or other.');
const flaw = flaws.find(({ name }) => name === values.flaw);
if (values.flaw && !flaw) stop(`There is no flaw ${values.flaw}; --list shows them.`);
const { baseUrl } = await listen(flaw ? flawed(new Style(), flaw) : new Style(), Number(values.port));
console.log(`${baseUrl} ${flaw?.what ?? 'has no flaw'}`);

function stop(reason) {
  console.error(reason);
  process.exit(1);
}
