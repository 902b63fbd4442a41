// The second server, written in another style, with the same flaws.

import { OtherServer } from './other-server.mjs';
import { prove } from './prove.mjs';

prove('the other server', () => new OtherServer());
