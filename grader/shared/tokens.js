// Makes and reads tokens without a JWT library, which couldn't make broken ones.

export const cryptojs = require('crypto-js');

export const HMAC = { HS256: cryptojs.HmacSHA256, HS384: cryptojs.HmacSHA384, HS512: cryptojs.HmacSHA512 };
export const utf8 = (text) => cryptojs.enc.Utf8.parse(text);
export const base64url = (bytes) =>
  cryptojs.enc.Base64.stringify(bytes).replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
export const bytes = (part) => cryptojs.enc.Base64.parse(part.replace(/-/g, '+').replace(/_/g, '/').replace(/=/g, ''));
export const encode = (value) => base64url(utf8(typeof value === 'string' ? value : JSON.stringify(value)));
export const now = () => Math.floor(Date.now() / 1000);

/** Random letters and digits, so that no answer can be hard-coded. */
export const random = (length) =>
  Array.from({ length }, () => 'abcdefghijklmnopqrstuvwxyz0123456789'[Math.floor(Math.random() * 36)]).join('');

/** The signature of a text, in base64url. */
export const signature = (text, secret, alg = 'HS256') =>
  base64url(HMAC[alg](text, typeof secret === 'string' ? utf8(secret) : secret));

/** A token from two JSON texts, which can contain what an object can't, such as a name that occurs twice. */
export const signTexts = (header, payload, secret) => {
  const text = `${encode(header)}.${encode(payload)}`;
  return `${text}.${signature(text, secret)}`;
};

/** A token. `header` changes the header, `mac` is the HMAC that really signs. */
export const sign = (claims, secret, { header = {}, mac = 'HS256' } = {}) => {
  const text = `${encode({ typ: 'JWT', alg: mac, ...header })}.${encode(claims)}`;
  return `${text}.${signature(text, secret, mac)}`;
};

/** A token's header and payload, or undefined if it has none. */
export const read = (token) => {
  try {
    const [header, payload] = token
      .split('.')
      .slice(0, 2)
      .map((part) => JSON.parse(bytes(part).toString(cryptojs.enc.Utf8)));
    return payload && typeof payload === 'object' ? { header, payload } : undefined;
  } catch {
    return undefined;
  }
};

/** The token in an answer, even if its name isn't "token": 05-sign reports that once. */
export const tokenIn = ({ json, body }) => {
  const named = json && typeof json.token === 'string' ? json.token.replace(/^Bearer\s+/i, '') : '';
  const found = body.match(/eyJ[\w=+/-]*\.[\w=+/-]*\.[\w=+/-]*/);
  return named || (found ? found[0] : '');
};

export const claimsOf = (token) => (read(token) || { payload: {} }).payload;
