// The correct servers of part 2, by their style.

import { OtherAccountsServer } from './other-server.mjs';
import { AccountsServer } from './server.mjs';

export const styles = { plain: AccountsServer, other: OtherAccountsServer };

/** What the preflight says a different program is missing, and a folder to run without the preflight. */
export const preflight = { missing: 'POST /login nor GET /protected', folder: '13-accounts' };
