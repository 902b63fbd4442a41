// The correct servers of part 2, by their style.

import { OtherAccountsServer } from './other-server.mjs';
import { AccountsServer } from './server.mjs';

export const styles = { plain: AccountsServer, other: OtherAccountsServer };
