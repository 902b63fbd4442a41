// What header and payload say, name by name, with the meaning of the names that the RFCs define.

import { el } from './dom.js';
import { members } from './json.js';
import { moment } from './times.js';

const NEVER = 'This server ignores it: a token must not choose the key that verifies it.';
const HEADER = {
  alg: 'Algorithm: how the token is signed.',
  typ: 'Type: what kind of token it is.',
  cty: 'Content type: what the payload is, if it isn’t claims.',
  kid: `Key id: which key it is signed with. ${NEVER}`,
  jku: `The address of a set of keys. ${NEVER} Nobody fetches it.`,
  jwk: `A key. ${NEVER}`,
  x5u: `The address of a certificate. ${NEVER} Nobody fetches it.`,
  x5c: `A chain of certificates. ${NEVER}`,
  crit: 'Critical: extensions that a server must understand, or else reject the token.',
  b64: 'Whether the payload is base64url.',
};
const PAYLOAD = {
  iss: 'Issuer: who signed it.',
  sub: 'Subject: whom it’s about. The id of the user.',
  aud: 'Audience: the service that it was made for.',
  exp: 'Expires: from this moment on, it must be rejected.',
  nbf: 'Not before: until this moment, it must be rejected.',
  iat: 'Issued at: when it was signed.',
  jti: 'The id of this one token.',
  client_id: 'The app that asked for the token.',
};
const TIMES = ['exp', 'nbf', 'iat'];
const LONGEST = 400;
const PRIVATE = 'The issuer’s own claim. No RFC defines it.';

/** A table for the header and one for the payload, as far as each is an object. `now` in seconds. */
export function claimTables({ header, payload }, now) {
  return [table('Header', header, HEADER, 'header', now), table('Payload', payload, PAYLOAD, 'payload', now)].filter(
    (found) => found !== null,
  );
}

function table(caption, text, meanings, part, now) {
  const all = text === null ? null : members(text);
  if (!all?.length) return null;
  const rows = all.map(({ name, raw }) =>
    el(
      'tr',
      null,
      el('th', { scope: 'row' }, name),
      el('td', { class: 'mono value' }, shortened(raw)),
      el('td', null, Object.hasOwn(meanings, name) ? meanings[name] : PRIVATE, ...clock(part, name, raw, now)),
    ),
  );
  const head = el('tr', null, ...['Name', 'Value', 'Meaning'].map((title) => el('th', { scope: 'col' }, title)));
  return el(
    'table',
    { class: `claims ${part}` },
    el('caption', null, caption),
    el('thead', null, head),
    el('tbody', null, ...rows),
  );
}

/** The whole of it is in the field of its part. */
const shortened = (raw) => (raw.length > LONGEST ? `${raw.slice(0, LONGEST)}… (${raw.length} characters)` : raw);

const late = (name, seconds, now) => (name === 'exp' ? seconds <= now : name === 'nbf' && seconds > now);

function clock(part, name, raw, now) {
  if (part !== 'payload' || !TIMES.includes(name)) return [];
  const time = moment(raw, now);
  if (!time) return [el('span', { class: 'when' }, 'Not a number of seconds since 1970.')];
  return [
    el('span', { class: late(name, time.seconds, now) ? 'when warn' : 'when', 'data-seconds': raw }, time.relative),
    el('span', { class: 'when' }, time.utc),
    el('span', { class: 'when' }, time.local),
    time.milliseconds
      ? el('span', { class: 'when warn' }, 'It looks like milliseconds. A token counts seconds.')
      : null,
  ].filter((line) => line !== null);
}
