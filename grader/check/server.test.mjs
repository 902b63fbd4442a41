// The first server with its flaws, and what the table of flaws owes the collection.

import { signAndVerify as collection } from './collection.mjs';
import { FLAWS as flaws } from './flaws.mjs';
import { prove, proveTable } from './prove.mjs';
import { Server } from './server.mjs';

prove('the server', () => new Server(), { collection, flaws });

/** No server can tell this token from one with another secret, so its refusal is told there. */
const toldElsewhere = ['Signed with an empty key › The refusal is a 401 in JSON, with a Bearer challenge'];

proveTable(() => new Server(), { collection, flaws, toldElsewhere });
