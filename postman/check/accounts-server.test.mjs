// The first server of part 2 with its flaws, and what the table of flaws owes the collection.

import { FLAWS as flaws } from './accounts-flaws.mjs';
import { AccountsServer } from './accounts-server.mjs';
import { accountsAndSessions as collection } from './collection.mjs';
import { prove, proveTable } from './prove.mjs';

prove('the accounts server', () => new AccountsServer(), { collection, flaws });
proveTable(() => new AccountsServer(), { collection, flaws });
