// Steps that several flaws replace in the same way.

export const claimsIn = (token) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString() || '{}');

/**
 * Gives other requests the time that a database or a slow hash would. The proofs ask from the same process, where
 * turns count and not time, however slow the machine is.
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
