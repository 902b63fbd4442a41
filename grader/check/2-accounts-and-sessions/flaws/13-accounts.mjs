// Flaws that are caught in the folder 13-accounts first.

import { Refusal } from '../../1-sign-and-verify/server.mjs';
import { StatusRefusal } from '../server.mjs';
import { aWhile, claimsIn } from './steps.mjs';

export const FLAWS = [
  {
    name: 'password-cut-at-72',
    what: 'hashes the first 72 bytes of a password, as bcrypt does',
    caughtBy: ['A long password counts as a whole › The whole password counts, including its last letters'],
    wrong: () => ({
      derive(password, salt) {
        return super.derive(password.slice(0, 72), salt);
      },
    }),
  },
  {
    name: 'two-limits-for-passwords',
    what: 'accepts passwords of 128 characters at the sign-up, and of 64 at the login',
    caughtBy: [
      'A long password counts as a whole › A password of 100 characters works for signing in, or is rejected at the sign-up',
    ],
    wrong: () => ({
      authenticate(fields) {
        if (fields.password?.length > 64) throw new StatusRefusal(422, 'too long');
        return super.authenticate(fields);
      },
    }),
  },
  {
    name: 'sql-injection-in-the-login',
    what: 'concatenates the email into the query: a quote ends it, two dashes hide the rest',
    caughtBy: ['A login with SQL in it › A login with SQL in it is rejected'],
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
    what: 'concatenates the email into the query, and crashes on a quote',
    caughtBy: ['A login with SQL in it › The refusal of SQL is a 4xx in JSON'],
    wrong: () => ({
      find(email) {
        if (email.includes("'")) throw new Error('near "OR": syntax error');
        return super.find(email);
      },
    }),
  },
  {
    name: 'same-sub-for-all',
    what: "signs the first user's id for everyone",
    caughtBy: [
      'Sign in with the new account › The token is for this user, not for another',
      "Who am I? › GET /me answers 200 with the token's user",
      'An id that nobody can guess › sub is not a row number: two new users do not get consecutive ids',
      'A name with SQL in it › A name with SQL in it comes back unchanged',
      'Open the dashboard › The dashboard greets the user by name',
      'A name with a script in it › The name is shown exactly as it was typed',
    ],
    wrong: () => ({
      claimsOf(user) {
        return super.claimsOf(this.users[0] ?? user);
      },
    }),
  },
  {
    name: 'sequential-ids',
    what: 'signs the row number: 41, then 42',
    caughtBy: ['An id that nobody can guess › sub is not a row number: two new users do not get consecutive ids'],
    wrong: () => ({
      newId() {
        this.last = (this.last ?? 40) + 1;
        return String(this.last);
      },
    }),
  },
  {
    name: 'me-is-not-guarded',
    what: 'decodes the token at /me, without verifying it',
    caughtBy: ['Who am I, without a valid token? › GET /me rejects a request without a valid token'],
    wrong: () => ({
      me(request) {
        return this.json(200, this.seen(this.userOf(claimsIn(this.token(request)))));
      },
    }),
  },
  {
    name: 'me-is-the-last-user',
    what: 'answers everyone with the user who signed up last',
    caughtBy: ["Who am I? › GET /me answers 200 with the token's user"],
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
    what: 'answers /me with the whole row, including the hash',
    caughtBy: ['Who am I? › No password or hash is in the response'],
    wrong: () => ({
      me(request) {
        return this.json(200, this.guarded(request));
      },
    }),
  },
  {
    name: 'no-signup',
    what: "can't create accounts",
    caughtBy: ['Sign up › POST /signup creates an account and answers 201'],
    wrong: () => ({
      signup() {
        return this.unknownPath('/signup');
      },
      // Lesson 12: one user, who is always there.
      async authenticate(fields) {
        if (!this.users.length)
          await this.createUser({ name: 'test', email: 'test@example.com', password: 'correct horse battery staple' });
        return super.authenticate(fields);
      },
    }),
  },
  {
    name: 'hash-after-the-signup',
    what: 'answers with the new database row, including the hash',
    caughtBy: ['Sign up › No password or hash is in the response'],
    wrong: () => ({
      async signupJson(request) {
        return this.json(201, await this.createUser(this.object(request)));
      },
    }),
  },
  {
    name: 'password-after-the-signup',
    what: 'answers with what was sent, including the password',
    caughtBy: ['Sign up › No password or hash is in the response'],
    wrong: () => ({
      async signupJson(request) {
        const answer = await super.signupJson(request);
        return { ...answer, body: JSON.stringify({ received: request.body }) };
      },
    }),
  },
  {
    name: 'sends-programs-on',
    what: 'answers a JSON sign-up with a redirect, as if it were a form',
    caughtBy: ['Sign up › POST /signup creates an account and answers 201'],
    wrong: () => ({
      async signupJson(request) {
        await super.signupJson(request);
        return this.goTo('/login');
      },
    }),
  },
  {
    name: 'email-taken-twice',
    what: 'creates a second account for the same email',
    caughtBy: [
      'Sign up with an email that is taken › An email that already has an account is rejected',
      'Twenty sign-ups at once › Twenty sign-ups at once for one email make one account',
      'A sign-up with a taken email › A sign-up that fails shows the form again',
    ],
    wrong: () => ({ checkFree() {} }),
  },
  {
    name: 'email-with-case',
    what: 'treats Ann@example.com and ann@example.com as two people',
    caughtBy: [
      'Sign up with an email that is taken › The same email in capitals is rejected, too',
      'Sign in with the new account › The email can be typed in capitals',
    ],
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
    what: 'checks that the email is free, then hashes, then inserts',
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
    what: 'leaves the uniqueness of emails to the database, and answers its error with a 500',
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
        if (!alone) throw new StatusRefusal(409, 'database is locked');
        return super.createUser(fields);
      },
    }),
  },
  {
    name: 'any-name',
    what: 'accepts a name of any length, even an empty one',
    caughtBy: ['Malformed sign-ups › A field that is empty, too long or malformed is rejected'],
    wrong: () => ({ checkName() {} }),
  },
  {
    name: 'any-email',
    what: 'accepts any text as an email',
    caughtBy: ['Malformed sign-ups › A field that is empty, too long or malformed is rejected'],
    wrong: () => ({ checkEmail() {} }),
  },
  {
    name: 'any-new-password',
    what: 'accepts a password of three letters',
    caughtBy: ['Malformed sign-ups › A field that is empty, too long or malformed is rejected'],
    wrong: () => ({ checkNewPassword() {} }),
  },
  {
    name: 'no-limit-for-passwords',
    what: 'hashes passwords of any length',
    caughtBy: ['Malformed sign-ups › A field that is empty, too long or malformed is rejected'],
    wrong: () => ({ checkPasswordLength() {} }),
  },
  {
    name: 'sql-injection-in-the-signup',
    what: 'concatenates the name into the query: the table is gone, with everyone in it',
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
    what: 'removes the quotes from a name, against SQL',
    caughtBy: ['A name with SQL in it › A name with SQL in it comes back unchanged'],
    wrong: () => ({
      checked(fields) {
        const { name, ...rest } = super.checked(fields);
        return { name: name.replaceAll("'", ''), ...rest };
      },
    }),
  },
  {
    name: 'names-with-quotes-refused',
    what: "rejects O'Brien",
    caughtBy: ['A name with SQL in it › Any name and any password can be used to sign up and sign in'],
    wrong: () => ({
      checkName(name) {
        super.checkName(name);
        if (/['";]/.test(name)) throw new StatusRefusal(422, 'strange signs in the name');
      },
    }),
  },
  {
    name: 'token-outlives-its-user',
    what: 'accepts a token whose user was deleted',
    caughtBy: [
      'The token of a deleted account › The token of a deleted account is rejected, at /me and at /protected',
      'The cookie of a deleted account › The cookie of a deleted account is not accepted',
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
      'A token whose user does not exist › A token whose user does not exist is rejected',
      'The token of a deleted account › The token of a deleted account is rejected, at /me and at /protected',
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
    what: "answers 500 if a token's user is not in the database",
    caughtBy: [
      'A token whose user does not exist › The refusal is a 401 in JSON, with a Bearer challenge',
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
      'The token of a deleted account › The token of a deleted account is rejected, at /me and at /protected',
      'Sign in to a deleted account › Nobody can sign in to a deleted account',
      'The cookie of a deleted account › The cookie of a deleted account is not accepted',
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
    what: 'marks a user as deleted, and ignores the mark when they sign in',
    caughtBy: ['Sign in to a deleted account › Nobody can sign in to a deleted account'],
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
];
