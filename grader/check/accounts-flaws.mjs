// Every flaw of part 2 that the collection must catch, each in one place: what is wrong, and which test says so.
//
// As in flaws.mjs, `wrong` replaces steps of a correct server (accounts-server.mjs), and `caughtBy` names
// the tests that must fail: these and no others.

import { Fault } from './accounts-server.mjs';
import { Refusal } from './server.mjs';

const claimsIn = (token) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString() || '{}');

/**
 * What a step of a database or a slow hash gives the others time for. The proofs ask from the same
 * process: there it is the turns that count, not the time, however slow the machine is.
 */
async function aWhile() {
  await new Promise((resolve) => setTimeout(resolve, 20));
  for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export const FLAWS = [
  // Who may log in

  {
    name: 'any-password',
    what: 'looks whether the email exists, and takes any password',
    caughtBy: [
      'A wrong password › A wrong password is refused',
      'What is no login › What is no login is refused',
      'Log in with the new account › Nobody logs in with a wrong password',
      'A long password counts as a whole › A password counts as a whole: its last letters, too',
      'A login with SQL in it › A login with SQL in it is refused',
      'A wrong password in the form › A wrong password sets no session cookie',
    ],
    wrong: () => ({ fits: async () => true }),
  },
  {
    name: 'any-email-and-password',
    what: 'lets in whoever types something into both fields',
    caughtBy: [
      'A wrong password › A wrong password is refused',
      'An unknown email › An unknown email is refused',
      'An overlong password › A password of 10,000 characters is refused',
      'Log in with the new account › Nobody logs in with a wrong password',
      'A long password counts as a whole › A password counts as a whole: its last letters, too',
      'A login with SQL in it › A login with SQL in it is refused',
      'The login of a deleted account › A deleted account can\'t log in',
      'A wrong password in the form › A wrong password sets no session cookie',
    ],
    wrong: () => ({
      async authenticate(fields) {
        this.checkTypes(fields, ['email', 'password']);
        if (!fields.email || !fields.password) throw this.wrongPassword(fields);
        return this.find(fields.email) ?? { id: 'guest', name: 'guest', email: fields.email };
      },
    }),
  },
  {
    name: 'passwords-without-case',
    what: 'compares passwords in small letters',
    caughtBy: ['A wrong password › A wrong password is refused'],
    wrong: () => ({
      derive(password, salt) {
        return super.derive(password.toLowerCase(), salt);
      },
    }),
  },
  {
    name: 'password-by-its-beginning',
    what: 'hashes the first 15 characters of a password',
    caughtBy: [
      'A wrong password › A wrong password is refused',
      'Log in with the new account › Nobody logs in with a wrong password',
      'A long password counts as a whole › A password counts as a whole: its last letters, too',
    ],
    wrong: () => ({
      derive(password, salt) {
        return super.derive(password.slice(0, 15), salt);
      },
    }),
  },
  {
    name: 'password-cut-at-72',
    what: 'hashes the first 72 bytes of a password, as bcrypt does',
    caughtBy: ['A long password counts as a whole › A password counts as a whole: its last letters, too'],
    wrong: () => ({
      derive(password, salt) {
        return super.derive(password.slice(0, 72), salt);
      },
    }),
  },
  {
    name: 'two-limits-for-passwords',
    what: 'takes passwords of 128 characters at the sign-up, and of 64 at the login',
    caughtBy: ["A long password counts as a whole › A password of 100 characters can log in, or can't sign up"],
    wrong: () => ({
      authenticate(fields) {
        if (fields.password?.length > 64) throw new Fault(422, 'too long');
        return super.authenticate(fields);
      },
    }),
  },
  {
    name: 'nosql-injection',
    what: 'gives the fields to the database as they are: {"$ne": null} is any password',
    caughtBy: ['What is no login › What is no login is refused'],
    wrong: () => ({
      async authenticate(fields) {
        if (fields.password !== null && typeof fields.password === 'object' && '$ne' in fields.password) return this.find(fields.email);
        return super.authenticate(fields);
      },
    }),
  },
  {
    name: 'sql-injection-in-the-login',
    what: 'glues the email into the query: a quote ends it, two dashes hide the rest',
    caughtBy: ['A login with SQL in it › A login with SQL in it is refused'],
    wrong: () => ({
      async authenticate(fields) {
        const [email, sql] = String(fields.email).split("'");
        if (sql && /--|OR/.test(sql)) return this.find(email) ?? this.users[0];
        return super.authenticate(fields);
      },
    }),
  },
  {
    name: 'sql-error-in-the-login',
    what: 'glues the email into the query, and breaks at a quote',
    caughtBy: ['A login with SQL in it › The refusal of SQL is a 4xx in JSON'],
    wrong: () => ({
      find(email) {
        if (email.includes("'")) throw new Error('near "OR": syntax error');
        return super.find(email);
      },
    }),
  },

  // What the login says

  {
    name: 'user-enumeration',
    what: 'says that there is no such user',
    caughtBy: ['An unknown email › The refusal is the same as for a wrong password'],
    wrong: () => ({ unknownEmail: () => new Fault(401, 'there is no user with this email') }),
  },
  {
    name: 'user-enumeration-by-status',
    what: 'answers 404 where there is no such user',
    caughtBy: [
      'An unknown email › The refusal is a 401 in JSON',
      'An unknown email › The refusal is the same as for a wrong password',
      'A login with SQL in it › The refusal of SQL is a 4xx in JSON',
      'The login of a deleted account › The refusal of a deleted account is a 401 in JSON',
    ],
    wrong: () => ({ unknownEmail: () => new Fault(404, 'wrong email or password') }),
  },
  {
    name: 'refuses-with-200',
    what: 'answers 200 with an error inside to a wrong password',
    caughtBy: [
      'A wrong password › A wrong password is refused',
      'An unknown email › An unknown email is refused',
      'What is no login › What is no login is refused',
      'Log in with the new account › Nobody logs in with a wrong password',
      'A long password counts as a whole › A password counts as a whole: its last letters, too',
      'A login with SQL in it › A login with SQL in it is refused',
      'The login of a deleted account › A deleted account can\'t log in',
    ],
    wrong: () => ({
      async loginJson(request) {
        try {
          return await super.loginJson(request);
        } catch (error) {
          if (error.status === 401) return this.json(200, { error: error.message });
          throw error;
        }
      },
    }),
  },
  {
    name: 'refuses-a-login-with-403',
    what: 'answers 403 to a wrong password',
    caughtBy: [
      'A wrong password › The refusal is a 401 in JSON',
      'An unknown email › The refusal is a 401 in JSON',
      'What is no login › The refusal is a 4xx in JSON',
      'Log in with the new account › The refusal is a 401 in JSON',
      'A login with SQL in it › The refusal of SQL is a 4xx in JSON',
      'The login of a deleted account › The refusal of a deleted account is a 401 in JSON',
    ],
    wrong: () => ({ wrongPassword: () => new Fault(403, 'wrong email or password') }),
  },
  {
    name: 'refuses-a-login-with-a-page',
    what: 'answers programs with a page when the password is wrong',
    caughtBy: ['A wrong password › The refusal is a 401 in JSON'],
    wrong: () => ({
      async loginJson(request) {
        try {
          return await super.loginJson(request);
        } catch {
          return this.page(401, 'No', '<p>Wrong email or password.</p>');
        }
      },
    }),
  },
  {
    name: 'breaks-at-wrong-types',
    what: 'takes each field for text without looking, and breaks',
    caughtBy: ['What is no login › The refusal is a 4xx in JSON', 'What is no sign-up › The refusal of a bad field is a 4xx in JSON'],
    wrong: () => ({
      checkTypes(fields, names) {
        for (const name of names) if (typeof fields[name] !== 'string') throw new TypeError(`${name}.trim is not a function`);
      },
    }),
  },
  {
    name: 'breaks-at-a-long-password',
    what: 'gives the password to a hash that can take 1000 characters',
    caughtBy: ['An overlong password › The refusal of an overlong password is a 4xx in JSON', 'What is no sign-up › The refusal of a bad field is a 4xx in JSON'],
    wrong: () => ({
      checkPasswordLength(password) {
        if (password.length > 1000) throw new Error('password too long');
      },
    }),
  },
  {
    name: 'quotes-broken-json',
    what: 'answers the error text of the JSON library, which quotes the body',
    caughtBy: ['A password that must not come back › No answer repeats the password that was sent'],
    wrong: () => ({ notJson: (error, body) => new Fault(400, `${error.message} in ${body}`) }),
  },
  {
    name: 'quotes-the-wrong-password',
    what: 'says which password was wrong',
    caughtBy: [
      'A password that must not come back › No answer repeats the password that was sent',
      'A wrong password in the form › The password is not in the page',
    ],
    wrong: () => ({ wrongPassword: ({ password }) => new Fault(401, `the password ${password} is wrong`) }),
  },
  {
    name: 'token-may-be-stored',
    what: 'lets caches keep the answer with the token',
    caughtBy: ['Log in › The answer must not be stored: Cache-Control: no-store'],
    wrong: () => ({
      async loginJson(request) {
        const answer = await super.loginJson(request);
        return { ...answer, headers: { 'Content-Type': 'application/json' } };
      },
    }),
  },
  {
    name: 'hash-beside-the-token',
    what: 'answers the row of the database with the token, hash included',
    caughtBy: ['Log in › No password is in the token, nor beside it', 'Log in with the new account › No password is in the answer, and no hash'],
    wrong: () => ({
      loggedIn(user) {
        return { ...super.loggedIn(user), user };
      },
    }),
  },
  {
    name: 'password-in-the-token',
    what: 'signs the password into the token',
    caughtBy: ['Log in › No password is in the token, nor beside it', 'Log in with the form › No password is in the cookie'],
    wrong: () => ({
      claimsOf(user) {
        return { ...super.claimsOf(user), password: 'secret' };
      },
    }),
  },
  {
    name: 'no-login',
    what: 'has no POST /login',
    caughtBy: ['Log in › POST /login answers 200 to the right email and password', 'Log in with the new account › The new account can log in', 'Log in with the form › The form signs in: its answer sets a cookie'],
    wrong: () => ({
      login() {
        return this.unknownPath('/login');
      },
    }),
  },
  {
    name: 'token-under-another-name',
    what: 'answers {"access_token": …}',
    caughtBy: ['Log in › The answer has a token: {"token": "…"}'],
    wrong: () => ({ loggedIn(user) {
        return { access_token: this.tokenFor(user) };
      },
    }),
  },

  // The token of the login

  {
    name: 'another-secret',
    what: 'signs and verifies with another secret than it is told to',
    caughtBy: ['Log in › The token is signed with jwtSecret, by HS256', 'A token of the collection › A token that the collection signs with jwtSecret is accepted'],
    wrong: () => ({ secret: 'mysecret' }),
  },
  {
    name: 'sub-is-a-number',
    what: 'signs the number of the user, not text',
    caughtBy: ['Log in › The token names the user: sub is a string'],
    wrong: () => ({ newId: () => Math.floor(Math.random() * 1e12) }),
  },
  {
    name: 'exp-in-milliseconds',
    what: 'signs exp in milliseconds',
    caughtBy: ['Log in › exp is a number of seconds since 1970'],
    wrong: () => ({
      claimsOf(user) {
        return { ...super.claimsOf(user), exp: Date.now() + 1_800_000 };
      },
    }),
  },
  {
    name: 'exp-in-a-year',
    what: 'signs tokens that live for a year',
    caughtBy: ['Log in › exp lies ahead, and not more than 24 hours'],
    wrong: () => ({ ttlSeconds: 365 * 86_400 }),
  },
  {
    name: 'same-sub-for-all',
    what: 'signs the id of the first user for everybody',
    caughtBy: [
      'Log in with the new account › The token is for this user, not for another',
      'Who am I? › GET /me answers 200 and the user of the token',
      'An id that nobody can count › sub is not a row number: two in a row do not follow each other',
      'A name with SQL in it › A name with SQL in it comes back as it is',
      'Open the dashboard › The dashboard greets the user by name',
      'A name with a script in it › The name is shown as it was typed',
    ],
    wrong: () => ({
      claimsOf(user) {
        return super.claimsOf(this.users[0] ?? user);
      },
    }),
  },
  {
    name: 'sequential-ids',
    what: 'signs the number of the row: 41, then 42',
    caughtBy: ['An id that nobody can count › sub is not a row number: two in a row do not follow each other'],
    wrong: () => ({
      newId() {
        this.last = (this.last ?? 40) + 1;
        return String(this.last);
      },
    }),
  },

  // The guard of the API

  {
    name: 'no-protected-route',
    what: 'has no GET /protected',
    caughtBy: [
      'Open the protected route › GET /protected answers 200 to the token of the login, and greets its user',
      'An expired cookie › A token that the collection signs with jwtSecret is accepted',
    ],
    wrong: () => ({
      protected() {
        return this.unknownPath('/protected');
      },
    }),
  },
  {
    name: 'token-in-the-address',
    what: 'reads the token from the address, too',
    caughtBy: ['The protected route without a token › Without a bearer token, nobody is let in'],
    wrong: () => ({
      token(request) {
        return new URLSearchParams(request.url.split('?')[1]).get('token') ?? super.token(request);
      },
    }),
  },
  {
    name: 'no-challenge',
    what: 'leaves WWW-Authenticate out of its refusals',
    caughtBy: ['The protected route without a token › The refusal is a 401 in JSON, with a Bearer challenge'],
    wrong: () => ({ challenge: () => ({}) }),
  },
  {
    name: 'signature-not-checked',
    what: 'decodes tokens without a look at the signature',
    caughtBy: [
      'The protected route with a changed token › A changed token does not open the protected route',
      'The protected route with the token of a stranger › The token of a stranger does not open the protected route',
      'Who am I, without a good token? › Without a good token, /me answers nobody',
      'A changed cookie › A cookie that was changed is not let in',
      'The cookie of a stranger › A cookie that a stranger signed is not let in',
    ],
    wrong: () => ({ checkSignature() {} }),
  },
  {
    name: 'accepts-none',
    what: 'takes tokens with alg none',
    caughtBy: ['The protected route with the token of a stranger › The token of a stranger does not open the protected route'],
    wrong: () => ({
      verify(token) {
        const [header] = token.split('.').map((part) => Buffer.from(part, 'base64url').toString());
        return /"none"/.test(header) ? claimsIn(token) : super.verify(token);
      },
    }),
  },
  {
    name: 'expired-tokens',
    what: 'does not look at exp',
    caughtBy: [
      'The protected route with an expired token › An expired token does not open the protected route',
      'Who am I, without a good token? › Without a good token, /me answers nobody',
      'An expired cookie › A cookie whose token has expired is not let in',
    ],
    wrong: () => ({ checkExp() {} }),
  },
  {
    name: 'breaks-at-an-expired-token',
    what: 'answers 500 where a token has expired',
    caughtBy: [
      'The protected route with an expired token › The refusal is a 401 in JSON, with a Bearer challenge',
      'Who am I, without a good token? › The refusal is a 401 in JSON, with a Bearer challenge',
    ],
    wrong: () => ({
      guarded(request) {
        try {
          return super.guarded(request);
        } catch (error) {
          throw /expired/.test(error.message) ? new TypeError('payload is null') : error;
        }
      },
    }),
  },
  {
    name: 'refuses-a-token-of-a-stranger-with-403',
    what: 'answers 403 where the signature does not match',
    caughtBy: [
      'The protected route with a changed token › The refusal is a 401 in JSON, with a Bearer challenge',
      'The protected route with the token of a stranger › The refusal is a 401 in JSON, with a Bearer challenge',
      'Who am I, without a good token? › The refusal is a 401 in JSON, with a Bearer challenge',
    ],
    wrong: () => ({
      refusalStatus(refusal) {
        return /signature/.test(refusal.message) ? 403 : super.refusalStatus(refusal);
      },
    }),
  },
  {
    name: 'me-is-not-guarded',
    what: 'decodes the token at /me, without verifying it',
    caughtBy: ['Who am I, without a good token? › Without a good token, /me answers nobody'],
    wrong: () => ({
      me(request) {
        return this.json(200, this.seen(this.userOf(claimsIn(this.token(request)))));
      },
    }),
  },
  {
    name: 'me-is-the-last-user',
    what: 'answers the user who signed up last to everybody',
    caughtBy: ['Who am I? › GET /me answers 200 and the user of the token'],
    wrong: () => ({
      me(request) {
        this.guarded(request);
        return this.json(200, this.seen(this.users.at(-1)));
      },
    }),
  },
  {
    name: 'mixes-users-up',
    what: 'keeps the user of the request in a variable that all requests share',
    caughtBy: ['Who am I? › Two users are not mixed up, even when both ask at once'],
    wrong: () => ({
      async me(request) {
        this.current = this.guarded(request);
        await aWhile();
        return this.json(200, this.seen(this.current));
      },
    }),
  },
  {
    name: 'hash-at-me',
    what: 'answers the whole row at /me, hash included',
    caughtBy: ['Who am I? › No password is in the answer, and no hash'],
    wrong: () => ({
      me(request) {
        return this.json(200, this.guarded(request));
      },
    }),
  },

  // Sign-up

  {
    name: 'no-signup',
    what: 'can make no accounts',
    caughtBy: [
      'Sign up › POST /signup makes an account, and says 201',
    ],
    wrong: () => ({
      signup() {
        return this.unknownPath('/signup');
      },
      // Lesson 12: one user, who is always there.
      async authenticate(fields) {
        if (!this.users.length) await this.createUser({ name: 'test', email: 'test@example.com', password: 'correct horse battery staple' });
        return super.authenticate(fields);
      },
    }),
  },
  {
    name: 'hash-after-the-signup',
    what: 'answers the new row of the database, hash included',
    caughtBy: ['Sign up › No password is in the answer, and no hash'],
    wrong: () => ({
      async signupJson(request) {
        return this.json(201, await this.createUser(this.object(request)));
      },
    }),
  },
  {
    name: 'password-after-the-signup',
    what: 'answers what was sent, password included',
    caughtBy: ['Sign up › No password is in the answer, and no hash'],
    wrong: () => ({
      async signupJson(request) {
        const answer = await super.signupJson(request);
        return { ...answer, body: JSON.stringify({ received: request.body }) };
      },
    }),
  },
  {
    name: 'sends-programs-on',
    what: 'answers a sign-up by JSON with a redirect, as if it were a form',
    caughtBy: ['Sign up › POST /signup makes an account, and says 201'],
    wrong: () => ({
      async signupJson(request) {
        await super.signupJson(request);
        return this.goTo('/login');
      },
    }),
  },
  {
    name: 'email-taken-twice',
    what: 'makes a second account for the same email',
    caughtBy: [
      'Sign up with an email that is taken › An email that has an account is refused',
      'Twenty sign-ups at once › Twenty sign-ups at once for one email make one account',
      'A sign-up with a taken email › A sign-up that fails shows the form again',
    ],
    wrong: () => ({ checkFree() {} }),
  },
  {
    name: 'email-with-case',
    what: 'takes Ann@example.com and ann@example.com for two people',
    caughtBy: ['Sign up with an email that is taken › So is the same email in capitals', 'Log in with the new account › The email may be written in capitals'],
    wrong: () => ({ isSameEmail: (one, other) => one === other }),
  },
  {
    name: 'breaks-at-a-taken-email',
    what: 'answers 500 when the database says that the email is taken',
    caughtBy: [
      'Sign up with an email that is taken › The refusal is a 409 (or 400) in JSON',
      'Twenty sign-ups at once › The other nineteen are told that the email is taken',
    ],
    wrong: () => ({
      async signupJson(request) {
        try {
          return await super.signupJson(request);
        } catch (error) {
          if (error.status === 409) throw new Error('UNIQUE constraint failed: users.email');
          throw error;
        }
      },
    }),
  },
  {
    name: 'race-at-the-signup',
    what: 'looks whether the email is free, then hashes, then inserts',
    caughtBy: ['Twenty sign-ups at once › Twenty sign-ups at once for one email make one account'],
    wrong: () => ({
      async createUser(fields) {
        const { name, email, password } = this.checked(fields);
        this.checkFree(email);
        const hash = await this.hash(password);
        await aWhile();
        const user = { id: this.newId(), name, email, hash };
        this.insert(user);
        return user;
      },
    }),
  },
  {
    name: 'race-answered-with-500',
    what: 'leaves it to the database that one email has one account, and answers its error with a 500',
    caughtBy: ['Twenty sign-ups at once › The other nineteen are told that the email is taken'],
    wrong: () => ({
      async createUser(fields) {
        this.checkFree(this.checked(fields).email);
        await aWhile();
        try {
          return await super.createUser(fields);
        } catch {
          throw new Error('UNIQUE constraint failed: users.email');
        }
      },
    }),
  },
  {
    name: 'no-account-in-a-crowd',
    what: 'gives up when two sign-ups come at once: the database is locked',
    caughtBy: ['Twenty sign-ups at once › Twenty sign-ups at once for one email make one account'],
    wrong: () => ({
      async createUser(fields) {
        this.busy = (this.busy ?? 0) + 1;
        await aWhile();
        const alone = this.busy === 1;
        await aWhile();
        this.busy -= 1;
        if (!alone) throw new Fault(409, 'database is locked');
        return super.createUser(fields);
      },
    }),
  },
  {
    name: 'any-name',
    what: 'takes a name of any length, none included',
    caughtBy: ['What is no sign-up › A field that is empty, too long or malformed is refused'],
    wrong: () => ({ checkName() {} }),
  },
  {
    name: 'any-email',
    what: 'takes any text for an email',
    caughtBy: ['What is no sign-up › A field that is empty, too long or malformed is refused'],
    wrong: () => ({ checkEmail() {} }),
  },
  {
    name: 'any-new-password',
    what: 'takes a password of three letters',
    caughtBy: ['What is no sign-up › A field that is empty, too long or malformed is refused'],
    wrong: () => ({ checkNewPassword() {} }),
  },
  {
    name: 'no-limit-for-passwords',
    what: 'hashes passwords of any length',
    caughtBy: ['What is no sign-up › A field that is empty, too long or malformed is refused'],
    wrong: () => ({ checkPasswordLength() {} }),
  },
  {
    name: 'sql-injection-in-the-signup',
    what: 'glues the name into the query: the table is gone, with all who were in it',
    caughtBy: ['A name with SQL in it › The other accounts are still there'],
    wrong: () => ({
      insert(user) {
        if (/'\);\s*DROP TABLE users/.test(user.name)) this.users = [];
        super.insert(user);
      },
    }),
  },
  {
    name: 'quotes-cut-out-of-names',
    what: 'takes the quotes out of a name, against SQL',
    caughtBy: ['A name with SQL in it › A name with SQL in it comes back as it is'],
    wrong: () => ({
      checked(fields) {
        const { name, ...rest } = super.checked(fields);
        return { name: name.replaceAll("'", ''), ...rest };
      },
    }),
  },
  {
    name: 'names-with-quotes-refused',
    what: "refuses O'Brien",
    caughtBy: ['A name with SQL in it › Any name and any password can sign up and log in'],
    wrong: () => ({
      checkName(name) {
        super.checkName(name);
        if (/['";]/.test(name)) throw new Fault(422, 'strange signs in the name');
      },
    }),
  },
  {
    name: 'hash-without-its-salt',
    what: 'hashes with a salt that it forgets, so that no password ever fits',
    caughtBy: ['Log in › POST /login answers 200 to the right email and password', 'Log in with the new account › The new account can log in', 'Log in with the form › The form signs in: its answer sets a cookie'],
    wrong: () => ({ fits: async () => false }),
  },

  // The end of an account

  {
    name: 'token-outlives-its-user',
    what: 'believes a token whose user was deleted',
    caughtBy: [
      'The token of a deleted account › The token of a deleted account is refused, at /me and at /protected',
      'The cookie of a deleted account › The cookie of a deleted account is not let in',
    ],
    wrong: () => ({
      gone: [],
      remove(user) {
        this.gone.push(user);
        super.remove(user);
      },
      userOf(claims) {
        return this.gone.find(({ id }) => id === claims.sub) ?? super.userOf(claims);
      },
    }),
  },
  {
    name: 'protected-believes-the-token',
    what: 'loads the user at /me, and greets whomever the token names at /protected',
    caughtBy: [
      'A token for nobody › A token whose user does not exist is refused',
      'The token of a deleted account › The token of a deleted account is refused, at /me and at /protected',
    ],
    wrong: () => ({
      protected(request) {
        const { sub, username } = this.verify(this.token(request));
        return this.json(200, { message: this.greeting({ id: sub, name: username }) });
      },
    }),
  },
  {
    name: 'breaks-without-a-user',
    what: 'answers 500 where the user of a token is not in the database',
    caughtBy: [
      'A token for nobody › The refusal is a 401 in JSON, with a Bearer challenge',
      'The token of a deleted account › The refusal is a 401 in JSON, with a Bearer challenge',
    ],
    wrong: () => ({
      guarded(request) {
        const claims = this.verify(this.token(request));
        const user = this.users.find(({ id }) => id === claims.sub);
        return this.userOf({ sub: user.id });
      },
    }),
  },
  {
    name: 'no-delete',
    what: 'has no DELETE /me',
    caughtBy: ['Delete the account › DELETE /me answers 204'],
    wrong: () => ({
      deleteMe() {
        return this.wrongMethod(['GET']);
      },
    }),
  },
  {
    name: 'deletes-nobody',
    what: 'answers 204 to DELETE /me, and does nothing',
    caughtBy: [
      'The token of a deleted account › The token of a deleted account is refused, at /me and at /protected',
      "The login of a deleted account › A deleted account can't log in",
      'The cookie of a deleted account › The cookie of a deleted account is not let in',
    ],
    wrong: () => ({ remove() {} }),
  },
  {
    name: 'deletes-everybody',
    what: 'forgets the WHERE in its DELETE',
    caughtBy: ['Delete the account › The other accounts are not deleted'],
    wrong: () => ({
      remove() {
        this.users = [];
      },
    }),
  },
  {
    name: 'deleted-users-log-in',
    what: 'marks a user as deleted, and does not look at the mark when they log in',
    caughtBy: ["The login of a deleted account › A deleted account can't log in"],
    wrong: () => ({
      remove(user) {
        user.deleted = true;
      },
      userOf(claims) {
        const user = super.userOf(claims);
        if (user.deleted) throw new Refusal('this user was deleted');
        return user;
      },
    }),
  },

  // Pages and forms

  {
    name: 'no-labels',
    what: 'writes what a field is for into a placeholder',
    caughtBy: ['The login page › Each field has a label', 'The sign-up page › Each field has a label'],
    wrong: () => ({
      form(...given) {
        return super.form(...given).replace(/<\/?label[^>]*>/gi, '');
      },
    }),
  },
  {
    name: 'forms-by-get',
    what: 'forgets method="post": the password is in the address',
    caughtBy: ['The login page › The form is sent by POST', 'The sign-up page › The form is sent by POST'],
    wrong: () => ({
      form(...given) {
        return super.form(...given).replace(/method=["']post["']/i, '');
      },
    }),
  },
  {
    name: 'password-in-plain-sight',
    what: 'has a text field for the password',
    caughtBy: ['The login page › The login page has a form for email and password', 'The sign-up page › The sign-up page has a form for name, email and password'],
    wrong: () => ({
      form(...given) {
        return super.form(...given).replace(/type=["']?password["']?/gi, 'type="text"');
      },
    }),
  },
  {
    name: 'no-pages',
    what: 'answers JSON where a page should be',
    caughtBy: ['The login page › The login page has a form for email and password', 'The sign-up page › The sign-up page has a form for name, email and password'],
    wrong: () => ({
      page(status, title) {
        return this.json(status, { title });
      },
    }),
  },
  {
    name: 'signup-form-does-nothing',
    what: 'sends the browser on after the sign-up form, and makes no account',
    caughtBy: ['Sign up with the form › The account is there: it can log in', 'A sign-up with a taken email › A sign-up that fails shows the form again'],
    wrong: () => ({ signupForm() {
        return this.goTo('/login');
      },
    }),
  },
  {
    name: 'no-redirect-after-forms',
    what: 'answers a page to a form that went well',
    caughtBy: [
      'Sign up with the form › After the sign-up, the browser is sent on to a page of this server',
      'Log in with the form › After the login, the browser is sent on to a page of this server',
      'Sign out › After the sign-out, the browser is sent on to a page of this server',
    ],
    wrong: () => ({
      async submitted(...given) {
        const answer = await super.submitted(...given);
        return answer.status < 300 || answer.status >= 400 ? answer : { ...this.page(200, 'Done', '<p>Done.</p>'), headers: { ...answer.headers, 'Content-Type': 'text/html' } };
      },
      logout(request) {
        const answer = super.logout(request);
        return answer.status === 403 ? answer : { ...answer, status: 200 };
      },
    }),
  },
  {
    name: 'form-errors-by-redirect',
    what: 'sends the browser back to the empty form when something is wrong',
    caughtBy: ['A wrong password in the form › A wrong password shows the form again', 'A sign-up with a taken email › A sign-up that fails shows the form again'],
    wrong: () => ({
      formPage(request, status, kind, fields, message) {
        return message ? this.goTo(`/${kind}?error`) : super.formPage(request, status, kind, fields, message);
      },
    }),
  },
  {
    name: 'what-was-typed-is-lost',
    what: 'shows an empty form when something is wrong',
    caughtBy: ['A wrong password in the form › The email that was typed is still in the form', 'A sign-up with a taken email › Name and email that were typed are still in the form'],
    wrong: () => ({ typed: () => '' }),
  },
  {
    name: 'password-kept-in-the-form',
    what: 'puts the password that was typed into the form again',
    caughtBy: ['A wrong password in the form › The password is not in the page', 'A sign-up with a taken email › The password is not in the page'],
    wrong: () => ({ typedPassword: (value) => value }),
  },
  {
    name: 'no-csrf-protection',
    what: 'takes forms from any site',
    caughtBy: ['Log in from another site › A form that another site sends signs nobody in', 'Sign out from another site › A form that another site sends signs nobody out'],
    wrong: () => ({ checkOrigin() {} }),
  },
  {
    name: 'csrf-protection-but-not-for-the-login',
    what: 'protects forms only where somebody is signed in already',
    caughtBy: ['Log in from another site › A form that another site sends signs nobody in'],
    wrong: () => ({
      checkOrigin(request, fields, kind) {
        if (kind === 'logout') super.checkOrigin(request, fields, kind);
      },
    }),
  },

  // The session

  {
    name: 'no-session',
    what: 'sends the browser to the dashboard without a cookie',
    caughtBy: ['Log in with the form › The form signs in: its answer sets a cookie'],
    wrong: () => ({ sessionCookie: () => 'theme=dark; Path=/; Max-Age=0' }),
  },
  {
    name: 'not-http-only',
    what: 'lets scripts read the cookie',
    caughtBy: ['Log in with the form › The cookie is HttpOnly'],
    wrong: () => withoutAttribute('HttpOnly'),
  },
  {
    name: 'no-same-site',
    what: 'does not say SameSite',
    caughtBy: ['Log in with the form › The cookie is SameSite=Lax or Strict'],
    wrong: () => withoutAttribute('SameSite'),
  },
  {
    name: 'same-site-none',
    what: 'says SameSite=None',
    caughtBy: ['Log in with the form › The cookie is SameSite=Lax or Strict'],
    wrong: () => ({
      cookieAttributes() {
        return super.cookieAttributes().map((attribute) => (attribute.startsWith('SameSite') ? 'SameSite=None' : attribute));
      },
    }),
  },
  {
    name: 'no-path',
    what: 'does not say for which pages the cookie is',
    caughtBy: ['Log in with the form › The cookie is for all pages: Path=/', 'Sign out › The removal has the path of the cookie: Path=/'],
    wrong: () => ({
      cookieAttributes() {
        return super.cookieAttributes().filter((attribute) => !attribute.startsWith('Path'));
      },
      endedCookie() {
        return super.endedCookie().replace(/ Path=\/;?/, '');
      },
    }),
  },
  {
    name: 'cookie-without-lifetime',
    what: 'leaves it to the browser when the cookie ends',
    caughtBy: ['Log in with the form › The cookie ends, and not after the token in it'],
    wrong: () => ({ cookieLifetime: () => [] }),
  },
  {
    name: 'cookie-outlives-the-token',
    what: 'gives the cookie a year, and the token less',
    caughtBy: ['Log in with the form › The cookie ends, and not after the token in it'],
    wrong: () => ({ cookieLifetime: () => [`Max-Age=${365 * 86_400}`] }),
  },
  {
    name: 'session-signature-not-checked',
    what: 'decodes the token of the cookie, and does not verify it',
    caughtBy: ['A changed cookie › A cookie that was changed is not let in', 'The cookie of a stranger › A cookie that a stranger signed is not let in'],
    wrong: () => ({
      verifySession(token) {
        const claims = claimsIn(token);
        this.checkExp(claims);
        return claims;
      },
    }),
  },
  {
    name: 'session-never-expires',
    what: 'relies on Max-Age, and does not look at exp in the cookie',
    caughtBy: ['An expired cookie › A cookie whose token has expired is not let in'],
    wrong: () => ({
      verifySession(token) {
        try {
          return this.verify(token);
        } catch (error) {
          if (/expired/.test(error.message)) return claimsIn(token);
          throw error;
        }
      },
    }),
  },
  {
    name: 'session-outlives-its-user',
    what: 'greets the name in the cookie\'s token, whether there is still such a user or not',
    caughtBy: ['The cookie of a deleted account › The cookie of a deleted account is not let in'],
    wrong: () => ({
      everybody: [],
      insert(user) {
        this.everybody.push(user);
        super.insert(user);
      },
      visitor(request) {
        const user = super.visitor(request);
        if (user) return user;
        try {
          const { sub } = this.verifySession(this.cookies(request)[this.cookieName]);
          return this.everybody.find(({ id }) => id === sub);
        } catch {
          return undefined;
        }
      },
    }),
  },
  {
    name: 'breaks-at-a-bad-cookie',
    what: 'answers 500 to a cookie that it can\'t use',
    caughtBy: [
      'A changed cookie › A cookie that was changed is not let in',
      'The cookie of a stranger › A cookie that a stranger signed is not let in',
      'An expired cookie › A cookie whose token has expired is not let in',
      'The cookie of a deleted account › The cookie of a deleted account is not let in',
    ],
    wrong: () => ({
      visitor(request) {
        const user = super.visitor(request);
        if (!user && this.cookies(request)[this.cookieName]) throw new TypeError('payload is undefined');
        return user;
      },
    }),
  },
  {
    name: 'no-dashboard',
    what: 'has no dashboard',
    caughtBy: ['Open the dashboard › The dashboard greets the user by name', 'A name with a script in it › The name is shown as it was typed'],
    wrong: () => ({
      dashboard() {
        return this.unknownPath('/dashboard');
      },
    }),
  },
  {
    name: 'name-not-escaped',
    what: 'puts names into its pages as they are',
    caughtBy: ['A name with a script in it › A tag in the name is not a tag on the page'],
    wrong: () => ({ escape: (text) => text }),
  },
  {
    name: 'only-script-is-cut-out',
    what: 'takes the word script out of names, and leaves the other tags',
    caughtBy: ['A name with a script in it › A tag in the name is not a tag on the page'],
    wrong: () => ({ escape: (text) => text.replace(/<\/?script>/gi, '') }),
  },
  {
    name: 'escaped-twice',
    what: 'escapes names twice',
    caughtBy: ['A name with a script in it › The name is shown as it was typed'],
    wrong: () => ({
      escape(text) {
        return super.escape(super.escape(text));
      },
    }),
  },
  {
    name: 'dashboard-may-be-stored',
    what: 'lets the browser keep the dashboard for the Back button',
    caughtBy: ['Open the dashboard › The dashboard must not be stored: Cache-Control: no-store'],
    wrong: () => ({
      dashboard(request) {
        const { headers: { 'Cache-Control': _, 'cache-control': __, ...headers }, ...answer } = super.dashboard(request);
        return { ...answer, headers };
      },
    }),
  },
  {
    name: 'hash-on-the-dashboard',
    what: 'leaves the row of the database in a comment of the page',
    caughtBy: ['Open the dashboard › No password is on the page, and no hash'],
    wrong: () => ({
      dashboard(request) {
        const answer = super.dashboard(request);
        return answer.status === 200 ? { ...answer, body: `${answer.body}<!-- ${this.visitor(request).hash} -->` } : answer;
      },
    }),
  },
  {
    name: 'dashboard-for-everybody',
    what: 'shows the dashboard to who is not signed in, too',
    caughtBy: [
      'The dashboard without a cookie › A browser that is not signed in is sent to the login page',
      'The dashboard for a program › A program that is not signed in gets a 401',
      'A changed cookie › A cookie that was changed is not let in',
      'The cookie of a stranger › A cookie that a stranger signed is not let in',
      'An expired cookie › A cookie whose token has expired is not let in',
      'The cookie of a deleted account › The cookie of a deleted account is not let in',
    ],
    wrong: () => ({
      signedOut() {
        return this.page(200, 'Dashboard', '<p>Hello, guest.</p>');
      },
    }),
  },
  {
    name: 'turns-browsers-away-with-401',
    what: 'answers an error to a person who is not signed in',
    caughtBy: ['The dashboard without a cookie › A browser that is not signed in is sent to the login page'],
    wrong: () => ({ wantsPage: () => false }),
  },
  {
    name: 'sends-programs-to-the-login-page',
    what: 'answers a redirect to a program that is not signed in',
    caughtBy: ['The dashboard for a program › A program that is not signed in gets a 401'],
    wrong: () => ({ wantsPage: () => true }),
  },
  {
    name: 'home-for-visitors-only',
    what: 'shows the first page to who is signed in, too',
    caughtBy: ['Home, signed in › Home sends a signed-in user to the dashboard'],
    wrong: () => ({
      home() {
        return this.page(200, 'Home', '<p>Hello.</p>');
      },
    }),
  },
  {
    name: 'home-sends-everybody-on',
    what: 'sends everybody to the dashboard, visitors included',
    caughtBy: ['Home, signed out › Home has a page for visitors'],
    wrong: () => ({
      home() {
        return this.goTo('/dashboard');
      },
    }),
  },
  {
    name: 'open-redirect',
    what: 'goes wherever ?next= says after the login',
    caughtBy: [
      'Log in, and be sent to another site › After the login, nobody is sent to another site',
      'Log in, and be sent away without a scheme › Two slashes do not lead to another site',
      'Log in, and be sent away with a backslash › A slash and a backslash do not lead to another site',
    ],
    wrong: () => afterLogin((address) => address),
  },
  {
    name: 'open-redirect-from-the-form',
    what: 'goes wherever the field return_to of the form says',
    caughtBy: [
      'Log in, and be sent to another site › After the login, nobody is sent to another site',
      'Log in, and be sent away without a scheme › Two slashes do not lead to another site',
      'Log in, and be sent away with a backslash › A slash and a backslash do not lead to another site',
    ],
    wrong: () => ({ afterLogin: (_, { return_to }) => return_to ?? '/dashboard' }),
  },
  {
    name: 'open-redirect-by-two-slashes',
    what: 'goes wherever ?next= says, if it begins with a slash',
    caughtBy: [
      'Log in, and be sent away without a scheme › Two slashes do not lead to another site',
      'Log in, and be sent away with a backslash › A slash and a backslash do not lead to another site',
    ],
    wrong: () => afterLogin((address) => (address.startsWith('/') ? address : '/dashboard')),
  },
  {
    name: 'open-redirect-by-a-backslash',
    what: 'goes wherever ?next= says, if it begins with a slash and not with two',
    caughtBy: ['Log in, and be sent away with a backslash › A slash and a backslash do not lead to another site'],
    wrong: () => afterLogin((address) => (/^\/(?!\/)/.test(address) ? address : '/dashboard')),
  },
  {
    name: 'sign-out-by-get',
    what: 'signs out by GET, so any link and any image can do it',
    caughtBy: ['Sign out with a link › GET /logout does not sign out'],
    wrong: () => ({
      get routes() {
        return { ...super.routes, '/logout': { GET: 'signOutAtOnce', POST: 'logout' } };
      },
      signOutAtOnce() {
        return this.goTo('/', { 'Set-Cookie': this.endedCookie() });
      },
    }),
  },
  {
    name: 'sign-out-is-a-link',
    what: 'has a link to sign out, and no form',
    caughtBy: ['Sign out › The dashboard has a form that signs out'],
    wrong: () => ({ logoutForm: () => '<a href="/logout">Sign out</a>' }),
  },
  {
    name: 'sign-out-keeps-the-cookie',
    what: 'sends the browser home when it signs out, and leaves the cookie',
    caughtBy: ['Sign out › Signing out removes the cookie'],
    wrong: () => ({ endedCookie: () => 'theme=light; Path=/' }),
  },
];

function withoutAttribute(name) {
  return {
    cookieAttributes() {
      return super.cookieAttributes().filter((attribute) => !attribute.startsWith(name));
    },
  };
}

function afterLogin(choose) {
  return {
    afterLogin({ url }) {
      return choose(new URLSearchParams(url.split('?')[1]).get('next') ?? '/dashboard');
    },
  };
}
