// The second server of part 2, written in a different style, with the same flaws, and with each request alone.

import { accountsAndSessions as collection } from '../collections.mjs';
import { flawsOf } from '../flaws.mjs';
import { prove, proveAlone } from '../prove.mjs';
import { OtherAccountsServer } from './other-server.mjs';

const flaws = await flawsOf('2-accounts-and-sessions');

prove('the other accounts server', () => new OtherAccountsServer(), { collection, flaws, onlyWhereItShows: true });
proveAlone(() => new OtherAccountsServer(), collection);
