// Steps that several flaws replace in the same way.

export const claimsIn = (token) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString() || '{}');

/**
 * What a step of a database or a slow hash gives the others time for. The proofs ask from the same
 * process: there it is the turns that count, not the time, however slow the machine is.
 */
export async function aWhile() {
  await new Promise((resolve) => setTimeout(resolve, 20));
  for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export function withoutAttribute(name) {
  return {
    cookieAttributes() {
      return super.cookieAttributes().filter((attribute) => !attribute.startsWith(name));
    },
  };
}

export function afterLogin(choose) {
  return {
    afterLogin({ url }) {
      return choose(new URLSearchParams(url.split('?')[1]).get('next') ?? '/dashboard');
    },
  };
}
