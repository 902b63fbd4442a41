// A token as text: its parts, one of them changed, and a signature over it.

export const HEADER = 0;
export const PAYLOAD = 1;
export const SIGNATURE = 2;

const HASHES = { HS256: 'SHA-256', HS384: 'SHA-384', HS512: 'SHA-512' };

const base64url = (bytes) =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

export const encode = (text) => base64url(new TextEncoder().encode(text));

/** The token with one part replaced. The other parts, including the signature, stay byte for byte. */
export function withPart(token, index, encoded) {
  return token
    .split('.')
    .map((part, at) => (at === index ? encoded : part))
    .join('.');
}

/** The text after an edit. A field has \n for every line break; whatever wasn't edited keeps its own. */
export function edited(text, typed) {
  const units = text.match(/\r\n|[^]/g) ?? [];
  const shown = units.map((unit) => (unit.startsWith('\r') ? '\n' : unit));
  const most = Math.min(units.length, typed.length);
  let before = 0;
  while (before < most && shown[before] === typed[before]) before += 1;
  let after = 0;
  while (after < most - before && shown.at(-1 - after) === typed.at(-1 - after)) after += 1;
  const rest = units.length - after;
  return units.slice(0, before).join('') + typed.slice(before, typed.length - after) + units.slice(rest).join('');
}

/** How many bytes a part has, or null if it isn't base64url. */
export function byteCount(part) {
  if (!/^[\w-]*$/.test(part) || part.length % 4 === 1) return null;
  return Math.floor((part.length * 3) / 4);
}

/** Computes the signature in the browser. The secret never leaves it. */
export async function sign(token, alg, secret) {
  if (!globalThis.crypto?.subtle) {
    throw new Error(
      'This browser can’t compute a signature here, only on https, localhost or 127.0.0.1. Open this page at one of those.',
    );
  }
  if (!Object.hasOwn(HASHES, alg)) {
    throw new Error('A secret signs with HS256, HS384 or HS512: write one of these as alg in the header first.');
  }
  if (secret === '') throw new Error('Type a secret first.');
  const hmac = { name: 'HMAC', hash: HASHES[alg] };
  const bytes = new TextEncoder();
  const key = await crypto.subtle.importKey('raw', bytes.encode(secret), hmac, false, ['sign']);
  const signed = token.split('.').slice(0, 2).join('.');
  const signature = await crypto.subtle.sign('HMAC', key, bytes.encode(signed));
  return `${signed}.${base64url(new Uint8Array(signature))}`;
}
