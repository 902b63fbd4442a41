import { HMAC, bytes, cryptojs, signature, utf8 } from './tokens.js';

// Which key a token was signed with.

const hex = (text) => cryptojs.enc.Hex.parse(text);

/** What a decoder makes of a text if it skips everything that isn't base64, as Python's b64decode does. */
const loose = (text) => {
  const kept = text.replace(/[^A-Za-z0-9+/]/g, '');
  return cryptojs.enc.Base64.parse(kept.slice(0, kept.length - (kept.length % 4 === 1 ? 1 : 0)));
};

/** Secrets that an attacker guesses first: the ones in tutorials. */
export const GUESSES = [
  'secret',
  'secretkey',
  'secret-key',
  'your_secret_key',
  'your-256-bit-secret',
  'mysecret',
  'my-secret',
  'jwt_secret',
  'password',
  'changeme',
  'test',
  'dev',
  'admin',
  '123',
  '123456',
  'default',
];

/** A token's key: "jwtSecret", a known mistake, or an empty string. */
export const keyOf = (token, secret) => {
  const [header = '', payload = '', given = ''] = token.split('.');
  const text = `${header}.${payload}`;
  const is = (other) => given.replace(/=/g, '') === other;
  if (is(signature(text, secret))) return 'jwtSecret';
  const mistakes = [
    ['an empty key: the variable with the secret was empty', () => signature(text, '')],
    ['the word undefined: the variable with the secret was empty', () => signature(text, 'undefined')],
    ['the word null: the variable with the secret was empty', () => signature(text, 'null')],
    ['the word None: the variable with the secret was empty', () => signature(text, 'None')],
    ['the name JWT_SECRET instead of its value', () => signature(text, 'JWT_SECRET')],
    ['jwtSecret followed by a space (as after set JWT_SECRET=… && in cmd)', () => signature(text, `${secret} `)],
    [
      'jwtSecret up to its first $ (a shell reads the rest as a variable)',
      () => signature(text, secret.replace(/\$.*/, '')),
    ],
    ['jwtSecret up to its first # (a comment in .env)', () => signature(text, secret.replace(/\s*#.*/, ''))],
    [
      'jwtSecret without the part that a shell reads as a variable ($…)',
      () => signature(text, secret.replace(/\$\{?\w+\}?/g, '')),
    ],
    ['jwtSecret decoded from hexadecimal', () => /^([0-9a-f]{2})+$/i.test(secret) && signature(text, hex(secret))],
    ['jwtSecret decoded from base64 without its - and _', () => signature(text, loose(secret))],
    ['jwtSecret followed by a line break', () => signature(text, `${secret}\n`)],
    [
      'jwtSecret followed by a carriage return (a .env with Windows line endings)',
      () => signature(text, `${secret}\r`),
    ],
    ['jwtSecret in double quotes', () => signature(text, `"${secret}"`)],
    ['jwtSecret in single quotes', () => signature(text, `'${secret}'`)],
    ['jwtSecret decoded from base64', () => signature(text, bytes(secret))],
    ['jwtSecret, but the signature is written in hexadecimal', () => HMAC.HS256(text, utf8(secret)).toString()],
    ['jwtSecret, but over the payload only: the header must be signed, too', () => signature(payload, secret)],
    ['jwtSecret and SHA-384 (HS384)', () => signature(text, secret, 'HS384')],
    ['jwtSecret and SHA-512 (HS512)', () => signature(text, secret, 'HS512')],
    ...GUESSES.map((word) => [`the word ${word}, which anyone can guess`, () => signature(text, word)]),
  ];
  const mistake = mistakes.find(([, made]) => is(made()));
  return mistake ? mistake[0] : '';
};
