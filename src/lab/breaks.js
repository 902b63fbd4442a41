// What can go wrong with a token, each as a button. None of them signs anything.

import { members, set, without } from './json.js';
import { HEADER, PAYLOAD, SIGNATURE, encode, withPart } from './token.js';

const edit =
  (part, change) =>
  ({ token, texts }) => {
    const text = texts[part];
    return text !== null && members(text) ? withPart(token, part, encode(change(text))) : null;
  };
const now = () => Math.floor(Date.now() / 1000);

export const BREAKS = [
  {
    name: 'Change one letter of the signature',
    does: 'Like a typo. The signature is no longer the one that the server computes.',
    apply({ token }) {
      const signature = token.split('.')[SIGNATURE];
      if (!signature) return null;
      const at = Math.floor(signature.length / 2);
      const other = signature[at] === 'A' ? 'B' : 'A';
      return withPart(token, SIGNATURE, signature.slice(0, at) + other + signature.slice(at + 1));
    },
  },
  {
    name: 'Become root',
    does: 'Changes the username to "root". The signature was made for another name.',
    apply: edit(PAYLOAD, (text) => set(text, 'username', '"root"')),
  },
  {
    name: 'Ask for alg none',
    does: 'Removes the signature and asks to be believed without one. Some libraries once obeyed.',
    apply: ({ token, texts }) => {
      const changed = edit(HEADER, (text) => set(text, 'alg', '"none"'))({ token, texts });
      return changed && withPart(changed, SIGNATURE, '');
    },
  },
  {
    name: 'Ask for HS512',
    does: 'Names a different algorithm in the header. The server chooses the algorithm, never the token.',
    apply: edit(HEADER, (text) => set(text, 'alg', '"HS512"')),
  },
  {
    name: 'Let it expire',
    does: 'Moves exp to an hour ago. The signature no longer fits, so the server never gets to the time.',
    apply: edit(PAYLOAD, (text) => set(text, 'exp', String(now() - 3600))),
  },
  {
    name: 'Remove exp',
    does: 'Removes exp. Without it, a token would be valid forever.',
    apply: edit(PAYLOAD, (text) => without(text, 'exp')),
  },
  {
    name: 'Start it tomorrow',
    does: 'Adds nbf, “not before”, a day from now.',
    apply: edit(PAYLOAD, (text) => set(text, 'nbf', String(now() + 86_400))),
  },
  {
    name: 'Address it to another audience',
    does: 'Changes aud to "another-service", as in a token that was made for somebody else.',
    apply: edit(PAYLOAD, (text) => set(text, 'aud', '"another-service"')),
  },
  {
    name: 'Come from another issuer',
    does: 'Changes iss to "another-issuer".',
    apply: edit(PAYLOAD, (text) => set(text, 'iss', '"another-issuer"')),
  },
  {
    name: 'Demand an unknown extension',
    does: 'Adds crit to the header: reject me unless you understand this extension.',
    apply: edit(HEADER, (text) => set(text, 'crit', '["http://example.com/unknown"]')),
  },
  {
    name: 'Lose the last part',
    does: 'Happens when a token is copied in a hurry.',
    apply: ({ token }) => (token.includes('.') ? token.slice(0, token.lastIndexOf('.')) : null),
  },
  {
    name: 'Pad it with =',
    does: 'Adds the padding of ordinary base64. In a token, base64url has none.',
    apply: ({ token }) => withPart(token, PAYLOAD, `${token.split('.')[PAYLOAD] ?? ''}=`),
  },
];
