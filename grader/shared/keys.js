import { HMAC, bytes, signature, utf8 } from './tokens.js';

// With what a token was signed.

/** The key of a token: "jwtSecret", a mistake that we know, or an empty text. */
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
    ['jwtSecret and a line break behind it', () => signature(text, `${secret}\n`)],
    ['jwtSecret and a carriage return behind it (a .env with Windows line ends)', () => signature(text, `${secret}\r`)],
    ['jwtSecret between double quotes', () => signature(text, `"${secret}"`)],
    ['jwtSecret between single quotes', () => signature(text, `'${secret}'`)],
    ['jwtSecret, decoded from base64 first', () => signature(text, bytes(secret))],
    ['jwtSecret, but the signature is written in hexadecimal', () => HMAC.HS256(text, utf8(secret)).toString()],
    ['jwtSecret, but only over the payload: the header has to be signed, too', () => signature(payload, secret)],
    ['jwtSecret and SHA-384 (HS384)', () => signature(text, secret, 'HS384')],
    ['jwtSecret and SHA-512 (HS512)', () => signature(text, secret, 'HS512')],
    ...['secret', 'mysecret', 'my-secret', 'your-256-bit-secret', 'password', 'changeme', 'test', '123'].map((word) => [
      `the word ${word}, which anybody can guess`,
      () => signature(text, word),
    ]),
  ];
  const mistake = mistakes.find(([, made]) => is(made()));
  return mistake ? mistake[0] : '';
};
