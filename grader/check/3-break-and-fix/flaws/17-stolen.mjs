// Fixes of lesson 17 that forget something.

import { createHash } from 'node:crypto';
import { Refusal } from '../../1-sign-and-verify/server.mjs';
import { breaksAt, refusesAllAt } from './steps.mjs';

const OUT = 'Signed out, and still in › A token that was signed out is refused, in any spelling';
const OTHER_SESSION = "Signed out, and still in › Another session of the same person isn't signed out";
const GONE = 'Gone, and still in › The token of a deleted account is refused';
const OTHERS = 'Gone, and still in › The other accounts are still there, and the name is free again';
const ROLE = 'A role from the token › A role in the token makes nobody an admin';
const PASSWORD = 'What the token tells › The token has no password in it, and no hash of one';
const SCRIPT = 'A script in a name › A script in a name is text, not a program';
const NAME = 'A script in a name › The page shows the name as it was typed';
const READABLE = 'What a script can read › No script in the page can read the token';

/** Ends sessions by what this makes of a token. */
const endedBy = (keyOf) => ({
  ended: new Set(),
  isSignedOut(claims, token) {
    return this.ended.has(keyOf(claims, token));
  },
  remember(claims, token) {
    this.ended.add(keyOf(claims, token));
  },
});

export const FLAWS = [
  {
    name: 'only-the-cookie-is-gone',
    what: 'answers 204 to a sign-out, and remembers nothing',
    caughtBy: [OUT],
    wrong: () => ({ remember() {} }),
  },
  {
    name: 'denies-the-token',
    what: 'remembers the text of the token',
    caughtBy: [OUT],
    wrong: () => endedBy((claims, token) => token),
  },
  {
    name: 'denies-the-hash-of-the-token',
    what: 'remembers the hash of the token',
    caughtBy: [OUT],
    wrong: () =>
      endedBy((claims, token) =>
        createHash('sha256')
          .update(token ?? '')
          .digest('hex'),
      ),
  },
  {
    name: 'denies-the-signature',
    what: 'remembers the signature of the token',
    caughtBy: [OUT],
    wrong: () => endedBy((claims, token) => token?.split('.')[2]),
  },
  {
    name: 'signs-out-the-person',
    what: 'ends all sessions of the person',
    caughtBy: [OTHER_SESSION],
    wrong: () => endedBy(({ sub }) => sub),
  },
  {
    name: 'signs-out-the-second',
    what: 'ends every session that started in the same second',
    caughtBy: [OTHER_SESSION],
    wrong: () => ({ ...endedBy(({ sub, iat }) => `${sub} ${iat}`), now: () => Math.floor(Date.now() / 10_000) * 10 }),
  },
  {
    name: 'no-sign-out',
    what: 'has no route to sign out',
    caughtBy: ['Signed out, and still in › POST /signed-out/logout answers 200 or 204'],
    wrong: () => ({
      signOut() {
        return this.json(404, { error: 'no such route' });
      },
    }),
  },
  {
    name: 'never-looks-the-account-up',
    what: 'believes the token about its account',
    caughtBy: [GONE],
    wrong: () => ({
      gone: [],
      removeAccount(account) {
        this.gone.push(account);
        super.removeAccount(account);
      },
      accountOf(claims) {
        return this.gone.find(({ id }) => id === claims.sub) ?? super.accountOf(claims);
      },
    }),
  },
  {
    name: 'looks-the-account-up-by-name',
    what: 'uses the name as the id, and a name can be taken again',
    caughtBy: [GONE],
    wrong: () => ({ accountId: (name) => name }),
  },
  {
    name: 'deletes-all-accounts',
    what: 'forgets which account it deletes',
    caughtBy: [OTHERS],
    wrong: () => ({
      removeAccount() {
        this.accounts = [];
      },
    }),
  },
  {
    name: 'denies-the-name',
    what: 'remembers the name of a deleted account, and refuses it forever',
    caughtBy: [OTHERS],
    wrong: () => ({
      denied: new Set(),
      removeAccount(account) {
        this.denied.add(account.name);
        super.removeAccount(account);
      },
      accountOf(claims) {
        const account = super.accountOf(claims);
        if (this.denied.has(account.name)) throw new Refusal('this account was deleted');
        return account;
      },
    }),
  },
  {
    name: 'no-deleting',
    what: 'no longer deletes accounts',
    caughtBy: ['Gone, and still in › DELETE /deleted/me answers 200 or 204'],
    wrong: () => ({
      deleteAccount() {
        return this.json(405, { error: 'ask an admin' });
      },
    }),
  },
  {
    name: 'role-from-the-token',
    what: 'takes the role from the token',
    caughtBy: [ROLE],
    wrong: () => ({
      accountOf(claims) {
        const account = super.accountOf(claims);
        return claims.role ? { ...account, role: claims.role } : account;
      },
    }),
  },
  {
    name: 'admin-from-the-token',
    what: 'looks the role up, and believes a claim that somebody is an admin',
    caughtBy: [ROLE],
    wrong: () => ({
      accountOf(claims) {
        const account = super.accountOf(claims);
        return claims.is_admin ? { ...account, role: 'admin' } : account;
      },
    }),
  },
  {
    name: 'password-in-the-payload',
    what: 'puts the whole user into the token',
    caughtBy: [PASSWORD],
    wrong: () => ({
      claimsOfPage(user) {
        return { ...super.claimsOfPage(user), user };
      },
    }),
  },
  {
    name: 'password-under-another-name',
    what: 'puts the password into the token as "note"',
    caughtBy: [PASSWORD],
    wrong: () => ({
      claimsOfPage(user) {
        return { ...super.claimsOfPage(user), note: user.password };
      },
    }),
  },
  {
    name: 'hash-in-the-payload',
    what: 'puts a hash of the password into the token',
    caughtBy: [PASSWORD],
    wrong: () => ({
      claimsOfPage(user) {
        const check = createHash('sha256').update(user.password).digest('hex');
        return { ...super.claimsOfPage(user), check };
      },
    }),
  },
  {
    name: 'token-from-the-address',
    what: 'takes the token from the address, too',
    caughtBy: ['A token in the address › A token in the address opens nothing'],
    wrong: () => ({
      pageToken(request) {
        return new URLSearchParams(request.url.split('?')[1]).get('token') ?? super.pageToken(request);
      },
    }),
  },
  {
    name: 'name-as-html',
    what: 'puts the name into the page as it is',
    caughtBy: [SCRIPT],
    wrong: () => ({ shown: (text) => text }),
  },
  {
    name: 'escapes-the-first-sign-alone',
    what: 'escapes quotes and leaves < and >',
    caughtBy: [SCRIPT, NAME],
    wrong: () => ({ shown: (text) => text.replace(/["']/g, (sign) => `&#${sign.charCodeAt(0)};`) }),
  },
  {
    name: 'cuts-signs-out',
    what: 'cuts < and > out of a name',
    caughtBy: [NAME],
    wrong: () => ({
      shown(text) {
        return super.shown(text.replace(/[<>]/g, ''));
      },
    }),
  },
  {
    name: 'escapes-twice',
    what: 'escapes a name twice, so that people read &#60;',
    caughtBy: [NAME],
    wrong: () => ({
      shown(text) {
        return super.shown(super.shown(text));
      },
    }),
  },
  ...['HttpOnly', 'SameSite'].map((name) => ({
    name: `cookie-without-${name.toLowerCase()}`,
    what: `leaves ${name} out`,
    caughtBy: [`What a script can read › The cookie ${name === 'HttpOnly' ? 'is' : 'has'} ${name}`],
    wrong: () => ({
      cookieAttributes() {
        return super.cookieAttributes().filter((one) => !one.toLowerCase().startsWith(name.toLowerCase()));
      },
    }),
  })),
  {
    name: 'token-in-the-body',
    what: 'answers the token to the login, for a script',
    caughtBy: [READABLE],
    wrong: () => ({
      pageLoggedIn(user, token) {
        return { ...super.pageLoggedIn(user), token };
      },
    }),
  },
  {
    name: 'token-in-the-page',
    what: 'writes the token into the page',
    caughtBy: [READABLE],
    wrong: () => ({
      pageBody(claims, token) {
        return `${super.pageBody(claims)}<script>const token = '${token}'</script>`;
      },
    }),
  },
  {
    name: 'local-storage',
    what: 'has a script that reads localStorage',
    caughtBy: [READABLE],
    wrong: () => ({
      pageBody(claims) {
        return `${super.pageBody(claims)}<script>send(localStorage.getItem('token'))</script>`;
      },
    }),
  },
  {
    name: 'no-cookie',
    what: 'sets no cookie any more',
    caughtBy: ['What the token tells › POST /stolen/login sets a cookie, and GET /stolen/page greets its user by name'],
    wrong: () => ({
      pageLogin(request) {
        return this.json(200, this.pageLoggedIn(this.object(request)));
      },
    }),
  },
  refusesAllAt('Signed out, and still in', 'signed-out'),
  breaksAt('Signed out, and still in', 'signed-out'),
  refusesAllAt('Gone, and still in', 'deleted', 'accountOf'),
  breaksAt('Gone, and still in', 'deleted', 'accountOf'),
];
