// The first server with its flaws, and what the table of flaws owes the collection.

import { signAndVerify as collection } from '../collections.mjs';
import { flawsOf } from '../flaws.mjs';
import { prove, proveTable } from '../prove.mjs';
import { Server } from './server.mjs';

const flaws = await flawsOf('1-sign-and-verify');

prove('the server', () => new Server(), { collection, flaws });

/** No server can tell this token from one with another secret, so its refusal is reported there. */
const reportedElsewhere = ['Signed with an empty key › The refusal is a 401 in JSON, with a Bearer challenge'];

proveTable(() => new Server(), { collection, flaws, reportedElsewhere });
