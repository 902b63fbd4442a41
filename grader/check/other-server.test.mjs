// The second server, written in another style, with the same flaws.

import { signAndVerify as collection } from './collection.mjs';
import { FLAWS as flaws } from './flaws.mjs';
import { OtherServer } from './other-server.mjs';
import { prove } from './prove.mjs';

prove('the other server', () => new OtherServer(), { collection, flaws });
