import { now } from './tokens.js';

// What a server's clock says, according to the iat of a token that it has just signed.

/** The seconds by which the server's clock is ahead of ours; undefined where iat doesn't say it. */
export const aheadBy = ({ iat }) =>
  typeof iat === 'number' && iat > 1e9 && iat < 1e11 ? Math.round(iat - now()) : undefined;

/** The server's idea of now. */
export const serverNow = (claims) => now() + (aheadBy(claims) || 0);

/** Is this iat more than a minute off? Then times that are closer than that prove nothing. */
export const isOff = (claims) => Math.abs(aheadBy(claims) || 0) > 60;

/** Does a difference look like a time zone? Zones differ from UTC by multiples of 15 minutes. */
export const isZone = (seconds) => Math.abs(seconds) > 840 && Math.abs(seconds - Math.round(seconds / 900) * 900) <= 60;
