// The second issuer of part 4, written in another style, with the same flaws, and with each request alone.

import { beyondOneSecret as collection } from '../collections.mjs';
import { flawsOf } from '../flaws.mjs';
import { prove, proveAlone } from '../prove.mjs';
import { OtherIssuerServer } from './other-server.mjs';

const flaws = await flawsOf('4-beyond-one-secret');

prove('the other issuer', () => new OtherIssuerServer(), { collection, flaws, onlyWhereItShows: true });
proveAlone(() => new OtherIssuerServer(), collection);
