import { isObject } from './http.js';
import { cryptojs } from './tokens.js';

/** What stored hashes look like: those of Argon2, bcrypt, scrypt, PBKDF2, crypt(3) and LDAP. */
const HASH =
  /\$argon2(id|i|d)?\$|\$2[abxy]?\$\d\d\$|\$scrypt\$|\bscrypt:\d+:|\bpbkdf2[:_$-]|\$pbkdf2|\$[156]\$[\w./]{4}|\{S?SHA\d*\}/i;
export const isHash = (text) => HASH.test(text);

/** Names for a password or its hash. A name that is only about one ends differently: passwordChangedAt. */
const NAME =
  /(password|passwd|passwort|passphrase|passcode|pwd|^pass|passhash|pwhash|password_?(hash|hashed|digest))$/i;
const ABOUT = /^(must|needs?|has|have|is|can|change|changed|reset|forgot|require|requires|no)(_|-|[A-Z]|$)/;

/** A string that can be a password: not empty, starred out, a date or an address. */
const couldBe = (value) =>
  typeof value === 'string'
    ? value.trim() !== '' &&
      !/^[*•]+$|^[[<(]?(redacted|hidden|removed)|^\d{4}-\d\d-\d\d|^(https?:)?\/|^(yes|no|true|false)$/i.test(
        value.trim(),
      )
    : false;

/** The path to a password or a hash in a value, or undefined. A name alone doesn't count: its value must look like one. */
export const passwordIn = (value, path = '') =>
  isObject(value)
    ? Object.entries(value)
        .map(([name, inner]) =>
          (typeof inner === 'string' && isHash(inner)) || (NAME.test(name) && !ABOUT.test(name) && couldBe(inner))
            ? `${path}${name}`
            : passwordIn(inner, `${path}${name}.`),
        )
        .find(Boolean)
    : undefined;

/** What a text contains of the password: itself, a fast hash of it, or nothing (undefined). */
export const traceOf = (text, password) =>
  text.includes(password) ||
  text.includes(encodeURIComponent(password)) ||
  text.includes(JSON.stringify(password).slice(1, -1))
    ? 'the password'
    : isHash(text)
      ? 'the hash of a password'
      : ['MD5', 'SHA1', 'SHA256', 'SHA512'].some((hash) =>
            text.toLowerCase().includes(cryptojs[hash](password).toString()),
          )
        ? 'a hash of the password, without a salt'
        : undefined;
