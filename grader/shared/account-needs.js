import { browse, emptyJar, openForm, withCookies } from './browser.js';
import { decoded, sessionAmong } from './cookies.js';
import { filledIn, formWithPassword, plain } from './forms.js';
import { whyMissing } from './crash.js';
import { ask, isObject, isRedirect, isSuccess, route, variable } from './http.js';
import { keyOf } from './keys.js';
import { known } from './known.js';
import { fixedUser, forged, greetsByName, logIn, signUp, somebody, withToken } from './people.js';
import { claimsOf, read, tokenIn } from './tokens.js';
import { verify } from './verify-route.js';

/** A finding unless the server has done what was asked; a body isn't needed. */
export const isDone = (answer, hint) =>
  [200, 202, 204].includes(answer.status) ? undefined : { expected: 'status 204: done, with nothing to say', hint };

const NO_LOGIN = 'Answer the login with a token: {"token": "…"}.';

/** The needs of part 2, in the engine's form. Each but the first is also a test in some request. */
export const ACCOUNT_NEEDS = {
  // From lesson 13 on, accounts are in a database, which is empty at first; in lesson 12, nobody can sign up.
  user: {
    make: (pm, step, done) =>
      known.user
        ? done(known.user)
        : ask(pm, signUp(pm, fixedUser(pm)), (answer) => {
            known.user = answer;
            done(answer);
          }),
    check: () => undefined,
  },
  // Lesson 11 is about the two routes of part 1. A server with only an app isn't asked for anything there.
  byHand: {
    test: 'POST /verify-token accepts a token that the collection signed',
    lesson: 'lessons/11-by-hand',
    make: (pm, step, done) =>
      ask(pm, route(pm, 'GET', '/sign-token'), (signed) => {
        step.token = tokenIn(signed);
        ask(pm, verify(pm, forged(pm, step.token)), done);
      }),
    absent: ({ status }) =>
      [404, 405].includes(status) ? 'this server has no POST /verify-token, which is what lesson 11 is about' : '',
    check: (pm, answer, step) =>
      isSuccess(answer)
        ? undefined
        : {
            expected: "status 200: the claims are those of your server's own token, with a new iat, exp and jti",
            hint:
              whyMissing('POST /verify-token', answer) ||
              (keyOf(step.token, variable(pm, 'jwtSecret')) === 'jwtSecret'
                ? 'Run part 1 (npm test), whose folder 07-verify says more: the secret is right, so something else is wrong.'
                : "Start the server with the JWT_SECRET from .env.example, or write your secret into the collection's variable jwtSecret: the two differ."),
          },
  },
  login: {
    test: 'POST /login answers 200 to the right email and password',
    lesson: 'lessons/12-login',
    make: (pm, step, done) => {
      const person = fixedUser(pm);
      ask(pm, logIn(pm, person), (answer) => {
        step.token = tokenIn(answer);
        step.person = { ...person, id: claimsOf(step.token).sub };
        done(answer);
      });
    },
    check: (pm, answer) =>
      isSuccess(answer)
        ? undefined
        : {
            expected: 'status 200',
            hint:
              whyMissing('POST /login', answer) ||
              (answer.status === 401
                ? "Create a user with the email and the password from the collection's variables, or write your user's into the variables. Your server doesn't know this user, or rejects the password."
                : "Read the body as JSON with the fields email and password (Content-Type: application/json): your server can't read this login."),
          },
  },
  token: {
    test: 'The response has a token: {"token": "…"}',
    lesson: 'lessons/12-login',
    make: (pm, step, done) => done(step.made.login),
    check: (pm, { json, body }) =>
      isObject(json) && typeof json.token === 'string' && read(json.token)
        ? undefined
        : {
            expected: 'a JSON object with "token", a JWT',
            hint: tokenIn({ json, body })
              ? 'Name the field "token": your response has the token under a different name.'
              : 'Sign the user\'s claims as in lesson 05, and answer with {"token": …}.',
          },
    met: (step) => Boolean(read(step.token)),
  },
  protected: {
    test: 'GET /protected answers 200 to the token from the login and greets its user',
    lesson: 'lessons/12-login',
    make: (pm, step, done) => ask(pm, withToken(pm, 'GET', '/protected', step.token), done),
    check: (pm, answer, step) =>
      greetsByName(answer, step.person)
        ? undefined
        : {
            expected: `status 200 and a greeting with the name, such as {"message": "Welcome, ${step.person.name}!"}`,
            hint: isSuccess(answer)
              ? "Greet the token's user by name, or by the id in sub. If your server knows this user by a different name, write that name into the collection's variable userName."
              : whyMissing('GET /protected', answer) ||
                'Verify the token as in lesson 07, with the secret, issuer and audience that you sign with: your server signed this token a moment ago.',
          },
  },
  secret: {
    test: 'A token that the collection signs with jwtSecret is accepted',
    lesson: 'lessons/12-login',
    make: (pm, step, done) => ask(pm, withToken(pm, 'GET', '/protected', forged(pm, step.token)), done),
    check: (pm, answer, step) =>
      isSuccess(answer)
        ? undefined
        : {
            expected: "status 200: the claims are those of your server's own token, with a new iat, exp and jti",
            hint:
              whyMissing('GET /protected', answer) ||
              (keyOf(step.token, variable(pm, 'jwtSecret')) === 'jwtSecret'
                ? 'Find out what else your server requires of a token: the secret is right.'
                : "Start the server with the JWT_SECRET from .env.example, or write your secret into the collection's variable jwtSecret: the two differ."),
          },
  },
  account: {
    test: 'POST /signup creates an account and answers 201',
    lesson: 'lessons/13-accounts',
    make: (pm, step, done) => {
      step.person = somebody(step.options.person);
      step.people.push(step.person);
      ask(pm, signUp(pm, step.person), done);
    },
    check: (pm, answer) =>
      [200, 201].includes(answer.status)
        ? undefined
        : {
            expected: 'status 201',
            hint:
              whyMissing('POST /signup', answer) ||
              (isRedirect(answer)
                ? 'Answer 201 with JSON. This sign-up is JSON, so a program sent it: redirect only when a form was sent.'
                : answer.status === 409
                  ? 'Compare the whole email: this one is random, so nobody has used it before.'
                  : 'Read the body as JSON with the fields name, email and password, and accept this sign-up. Its values are fine: a name of at most 80 characters of any kind, an email, and a password of 12 to 128 characters.'),
          },
  },
  ownToken: {
    test: 'The new account can sign in',
    lesson: 'lessons/13-accounts',
    make: (pm, step, done) =>
      ask(pm, logIn(pm, step.person), (answer) => {
        step.token = step.person.token = tokenIn(answer);
        step.person.id = claimsOf(step.token).sub;
        done(answer);
      }),
    check: (pm, answer) =>
      isSuccess(answer) && read(tokenIn(answer))
        ? undefined
        : {
            expected: 'status 200 and a token',
            hint: isSuccess(answer)
              ? NO_LOGIN
              : whyMissing('POST /login', answer) ||
                'Check that the account is stored, with a hash of the whole password and its salt. The sign-up a moment ago used this email and this password.',
          },
  },
  me: {
    test: "GET /me answers 200 with the token's user",
    lesson: 'lessons/13-accounts',
    make: (pm, step, done) => ask(pm, withToken(pm, 'GET', '/me', step.token), done),
    check: (pm, answer, step) =>
      isSuccess(answer) && [step.person.name, step.person.email].every((text) => answer.body.includes(text))
        ? undefined
        : {
            expected: `status 200, with the name "${step.person.name}" and the email ${step.person.email}`,
            hint: isSuccess(answer)
              ? "Load the user whose id is in the token's sub, and answer with the name and the email."
              : whyMissing('GET /me', answer) ||
                'Accept this token, which your server signed a moment ago, for an account that exists.',
          },
  },
  other: {
    test: 'The new account can sign in',
    lesson: 'lessons/13-accounts',
    make: (pm, step, done) => {
      step.other = somebody();
      step.people.push(step.other);
      ask(pm, signUp(pm, step.other), () =>
        ask(pm, logIn(pm, step.other), (answer) => {
          step.other.token = tokenIn(answer);
          step.other.id = claimsOf(step.other.token).sub;
          done(answer);
        }),
      );
    },
    check: (pm, answer, step) => ACCOUNT_NEEDS.ownToken.check(pm, answer, step),
  },
  special: {
    test: 'Any name and any password can be used to sign up and sign in',
    lesson: 'lessons/13-accounts',
    make: (pm, step, done) => {
      step.special = somebody(step.options.special);
      step.people.push(step.special);
      ask(pm, signUp(pm, step.special), (signedUp) =>
        ask(pm, logIn(pm, step.special), (answer) => {
          step.special.token = tokenIn(answer);
          done(isSuccess(signedUp) ? answer : signedUp);
        }),
      );
    },
    check: (pm, answer, { special }) =>
      isSuccess(answer)
        ? undefined
        : {
            expected: `an account for ${JSON.stringify(special.name)}, with the password ${JSON.stringify(special.password)}`,
            hint: 'Pass the values to the database as parameters (in SQLite: ?1, ?2). Then names and passwords can contain any character.',
          },
  },
  deleted: {
    test: 'DELETE /me answers 204',
    lesson: 'lessons/13-accounts',
    make: (pm, step, done) => ask(pm, withToken(pm, 'DELETE', '/me', step.token), done),
    check: (pm, answer) =>
      isDone(
        answer,
        whyMissing('DELETE /me', answer) ||
          "Delete the token's user, and answer 204: the token is valid, and its user exists.",
      ),
  },
  loginPage: {
    test: 'The login page has a form for email and password',
    lesson: 'lessons/14-browser-session',
    make: (pm, step, done) =>
      openForm(pm, '/login', (answer) => {
        step.form = formWithPassword(answer.body, '/login');
        step.cookies = answer.cookies;
        done(answer);
      }),
    check: (pm, answer) => pageWithForm('/login', answer),
  },
  signupPage: {
    test: 'The sign-up page has a form for name, email and password',
    lesson: 'lessons/14-browser-session',
    make: (pm, step, done) =>
      openForm(pm, '/signup', (answer) => {
        step.form = formWithPassword(answer.body, '/signup');
        step.cookies = answer.cookies;
        done(answer);
      }),
    check: (pm, answer) => pageWithForm('/signup', answer),
  },
  /** The form again, for somebody who had a session and is a visitor now. */
  freshForm: {
    test: 'The login page has a form for email and password',
    lesson: 'lessons/14-browser-session',
    make: (pm, step, done) => emptyJar(pm, () => ACCOUNT_NEEDS.loginPage.make(pm, step, done)),
    check: (pm, answer) => pageWithForm('/login', answer),
  },
  session: {
    test: 'The form signs in: its response sets a cookie',
    lesson: 'lessons/14-browser-session',
    make: (pm, step, done) =>
      browse(pm, '/login', { rows: filledIn(step.form, step.person) }, (answer) => {
        const fresh = Object.entries(answer.cookies)
          .map(([name, value]) => ({ name, value }))
          .filter(({ name, value }) => step.cookies[name] !== value);
        step.session = sessionAmong(fresh);
        step.cookies = answer.cookies;
        asSent(pm, step, fresh, () => done(answer));
      }),
    check: (pm, answer, { session }) =>
      session
        ? undefined
        : {
            expected: 'a cookie with the token',
            hint:
              answer.status >= 400
                ? whyMissing('POST /login', answer) ||
                  "Find out why your server rejects this form: it was sent with an existing account's email and password, its hidden fields, its cookies, and this server's Origin."
                : "Set a cookie with the token if the password is right. Mark it Secure only if the server uses https: over http, a browser doesn't send it back.",
          },
  },
  dashboard: {
    test: 'The dashboard greets the user by name',
    lesson: 'lessons/14-browser-session',
    make: (pm, step, done) => browse(pm, '/dashboard', { cookies: step.cookies }, done),
    check: (pm, answer, { person }) =>
      answer.status === 200 && plain(answer.body).includes(person.name)
        ? undefined
        : {
            expected: `status 200 and a page with the name ${person.name}`,
            hint: isSuccess(answer)
              ? "Load the user of the cookie's token, and put the name on the page."
              : whyMissing('GET /dashboard', answer) ||
                'Read the token from the cookie that the login set, verify it, and load its user.',
          },
  },
};

/**
 * The jar percent-encodes the cookies of a redirect, so nobody knows whether the server had encoded them. The
 * dashboard shows it: a browser sends cookies back unchanged.
 */
const asSent = (pm, step, fresh, done) => {
  const other = Object.fromEntries(fresh.map(({ name, value }) => [name, decoded(value)]));
  if (!step.session || known.jarIsLocked || fresh.every(({ name, value }) => other[name] === value)) return done();
  const cookies = { ...step.cookies, ...other };
  return emptyJar(pm, () =>
    ask(pm, withCookies(pm, '/dashboard', cookies), (answer) => {
      if (plain(answer.body).includes(step.person.name)) {
        step.cookies = cookies;
        step.session = { ...step.session, value: cookies[step.session.name] };
      }
      emptyJar(pm, done);
    }),
  );
};

const pageWithForm = (path, answer) => {
  const form = formWithPassword(answer.body, path);
  const fields = form ? form.fields.filter(({ type }) => type !== 'hidden') : [];
  return !isSuccess(answer) || !/html/i.test(answer.type)
    ? {
        expected: 'status 200 and an HTML page',
        hint: whyMissing(`GET ${path}`, answer) || 'Answer with an HTML page and Content-Type: text/html.',
      }
    : !form
      ? {
          expected: 'a <form> with a password field',
          hint: 'Write <input type="password" …> inside the form: this type hides what is typed.',
        }
      : fields.length < (path === '/signup' ? 3 : 2)
        ? {
            expected: path === '/signup' ? 'fields for name, email and password' : 'fields for email and password',
            got: `fields: ${fields.map(({ name }) => name).join(', ')}`,
            hint: 'Give each of these fields an <input> with a name.',
          }
        : undefined;
};
