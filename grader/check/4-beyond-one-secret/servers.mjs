// The correct servers of part 4, by their style.

import { OtherIssuerServer } from './other-server.mjs';
import { IssuerServer } from './server.mjs';

export const styles = { plain: IssuerServer, other: OtherIssuerServer };

/** What the preflight says is missing at another program, and a folder to run without it. */
export const preflight = { missing: 'POST /login nor GET /.well-known/jwks.json', folder: '19-two-keys' };
