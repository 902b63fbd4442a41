import { withJson, withToken } from './people.js';
import { ask, isObject, isSuccess, variable } from './http.js';
import { bytes, claimsOf, cryptojs, now, random, read, sign, signature, tokenIn } from './tokens.js';

// What an attack of part 3 starts from: a token of the server's own, under a random name, and forged ones.

/** Is this text somewhere in a JSON value? Some servers write letters such as é as \u00e9, so the body won't do. */
const holds = (value, text) =>
  value === text || (isObject(value) && Object.values(value).some((one) => holds(one, text)));

/** Was the token believed: is its name in the answer? */
export const believes = (answer, name) => isSuccess(answer) && holds(answer.json, name);

export const isMissing = ({ status }) => [404, 405, 501].includes(status);

/** The finding about a server that doesn't have a lesson's routes. */
export const noRoutes = (lesson, expected, answer) =>
  isMissing(answer)
    ? {
        expected,
        hint: `Run the folder of the lesson that your server belongs to: this one is for lesson ${lesson}. If you're running the server of that lesson, compare its route with the method and the path of this request, letter by letter.`,
      }
    : undefined;

/** Takes a token for a name and shows it to the route that verifies: `{ name, token, login, answer }`. */
export const enter = (pm, at, fields, done) =>
  ask(pm, withJson(pm, 'POST', `/${at}/login`, fields), (login) => {
    const token = isSuccess(login) ? tokenIn(login) : '';
    if (!token) return done({ name: fields.name, token, login, answer: login });
    return ask(pm, withToken(pm, 'GET', `/${at}/me`, token), (answer) =>
      done({ name: fields.name, token, login, answer }),
    );
  });

/** A name that no server has seen, and that escapes badly. */
export const awkwardName = () => `Zoë "none" O'Brien ${random(8)}`;

/** The claims of the server's own token, for somebody else. */
export const claimsFor = (step, changes = {}) => {
  const own = claimsOf(step.good.token);
  const name = `victim-${random(10)}`;
  const renamed = Object.entries(own).map(([key, value]) => [key, value === step.good.name ? name : value]);
  return { ...Object.fromEntries(renamed), sub: name, exp: Math.max(Number(own.exp) || 0, now() + 300), ...changes };
};

/** The type in a token's header, if there is one. */
export const typOf = (token) => (read(token) || { header: {} }).header.typ;

/** A token with these changes that the collection signs with jwtSecret. */
export const signed = (pm, step, changes, options) =>
  sign(claimsFor(step, changes), variable(pm, 'jwtSecret'), options);

/** The same, signed with a stranger's key. */
export const forgedBy = (step, key, changes, options) => sign(claimsFor(step, changes), key, options);

/** A token without a signature. */
export const unsigned = (step, header) => forgedBy(step, 'x', {}, { header }).replace(/[^.]*$/, '');

/** Other spellings of a text in base64url, for decoders that aren't strict. */
export const respelled = (token) => {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = letters.indexOf(token.slice(-1));
  return {
    'with = at its end': `${token}=`,
    'with another last letter': token.slice(0, -1) + letters[last ^ 1],
  };
};

const fromHex = (text) => cryptojs.enc.Hex.parse(text);
const base64 = (words) => cryptojs.enc.Base64.stringify(words);

/** What comes before the point in the DER of a P-256 public key (RFC 5480). */
const SPKI = '3059301306072a8648ce3d020106082a8648ce3d030107034200';

/** The point of a public key, in hexadecimal, from a JWK or from PEM; undefined where it's neither. */
export const pointOf = ({ json, body }) => {
  if (isObject(json) && json.crv === 'P-256' && json.x && json.y)
    return `04${[json.x, json.y].map((half) => bytes(half).toString()).join('')}`;
  const [, inner] = body.match(/BEGIN PUBLIC KEY-----([\w+/=\s]+)-----END/) || [];
  return inner && cryptojs.enc.Base64.parse(inner.replace(/\s/g, '')).toString().slice(SPKI.length);
};

/** The bytes that a server may take for an HMAC secret when it means its public key. */
export const secretsFrom = (answer) => {
  const point = pointOf(answer);
  const der = fromHex(SPKI + point);
  const lines = base64(der).match(/.{1,64}/g);
  const pem = ['-----BEGIN PUBLIC KEY-----', ...lines, '-----END PUBLIC KEY-----'].join('\n');
  return {
    'the point, 65 bytes': fromHex(point),
    'x and y, 64 bytes': fromHex(point.slice(2)),
    'the key in DER': der,
    'the key in PEM': `${pem}\n`,
    'the key in PEM, without the last line break': pem,
    'the DER in base64': base64(der),
    'the response of the server, as text': answer.body,
  };
};

/** A key that came with the token: signed once with ES256, which scripts can't, so the claims are fixed. */
export const WITH_ITS_OWN_KEY =
  'eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiIsImp3ayI6eyJrdHkiOiJFQyIsImNydiI6IlAtMjU2IiwieCI6IlFuNjlZXzJHVmJWSEhuSVlTTlFObjg5NW9kYm1XRkgwUHBRZnp2WGZXLW8iLCJ5IjoiVUx3TFJSNDRwWURUcm9tYy01NHJhY1Zha3FjMFQ4U3JlMnlubXhmTGJMTSJ9fQ.eyJzdWIiOiJ2aWN0aW0tb2YtYS1maXhlZC1rZXkiLCJuYW1lIjoidmljdGltLW9mLWEtZml4ZWQta2V5IiwiaXNzIjoiand0LXNhbmRib3giLCJhdWQiOiJqd3Qtc2FuZGJveC1zdHVkZW50cyIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjo0MTAyNDQ0ODAwfQ.9F4YUfjQYodw81hd7y7HOWcBTaIxAbFVneUliII7nS9mA8Vugdnq9gOBZbBDeR4SBG1dTczq5mVlZbHT6bwWUA';

/** A signature of zeros: some ECDSA code once took it for any text (CVE-2022-21449). */
export const zeros = (step) => `${unsigned(step, { alg: 'ES256' })}${'A'.repeat(86)}`;

/** Words that a list of common passwords starts with. */
export const WORDS =
  '123456 password 12345678 qwerty 123456789 12345 1234 111111 1234567 dragon 123123 baseball football monkey shadow master 666666 123321 mustang 1234567890 michael 654321 superman 1qaz2wsx 7777777 121212 000000 123qwe killer jordan jennifer hunter buster soccer harley batman andrew sunshine charlie robert thomas hockey ranger daniel 112233 george computer michelle jessica pepper 1111 555555 11111111 131313 freedom 777777 pass maggie 159753 aaaaaa ginger princess joshua cheese amanda summer love ashley nicole chelsea matthew access yankees 987654321 dallas austin thunder taylor matrix secret secretkey mysecret changeme admin root test dev default jwt jwt_secret your-256-bit-secret your_secret_key supersecret hello welcome flask key'.split(
    ' ',
  );

/** The word that signed this token, or undefined. */
export const wordOf = (token) => {
  const [header, payload, given] = token.split('.');
  const text = `${header}.${payload}`;
  const spellings = WORDS.flatMap((word) => [word, word[0].toUpperCase() + word.slice(1), `${word}1`, `${word}!`]);
  return spellings.find((word) => signature(text, word) === given);
};
