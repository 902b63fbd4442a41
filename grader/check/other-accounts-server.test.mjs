// The second server of part 2, written in another style, with the same flaws, and with each request alone.

import { FLAWS as flaws } from './accounts-flaws.mjs';
import { accountsAndSessions as collection } from './collection.mjs';
import { OtherAccountsServer } from './other-accounts-server.mjs';
import { prove, proveAlone } from './prove.mjs';

prove('the other accounts server', () => new OtherAccountsServer(), { collection, flaws, onlyWhereItShows: true });
proveAlone(() => new OtherAccountsServer(), collection);
