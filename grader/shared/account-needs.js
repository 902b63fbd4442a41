import { browse, emptyJar, openForm, withCookies } from './browser.js';
import { decoded, sessionAmong } from './cookies.js';
import { filledIn, formWithPassword, plain } from './forms.js';
import { whyBroken } from './crash.js';
import { ask, isObject, isRedirect, isSuccess, route, variable } from './http.js';
import { keyOf } from './keys.js';
import { known } from './known.js';
import { fixedUser, forged, greetsByName, logIn, signUp, somebody, withToken } from './people.js';
import { claimsOf, read, tokenIn } from './tokens.js';
import { verify } from './verify-route.js';

const missing = (route, answer) =>
  !answer.status
    ? 'Your server did not answer this request. Its console may have the cause.'
    : answer.status >= 500
      ? whyBroken(answer)
      : answer.status === 405 || answer.status === 404
        ? `The server has no route ${route}: compare path and method, and check that the route is registered.`
        : '';

const NO_LOGIN = 'The answer to the login has no token: {"token": "…"}.';

/** The needs of part 2, as the engine takes them. Each but the first is a test of its own in some request. */
export const ACCOUNT_NEEDS = {
  // From lesson 13 on the accounts are in a database, which is empty at first; in lesson 12 nobody can sign up.
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
  // Lesson 11 is about the two routes of part 1. A server that has an app alone is asked for nothing there.
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
              missing('POST /verify-token', answer) ||
              (keyOf(step.token, variable(pm, 'jwtSecret')) === 'jwtSecret'
                ? 'The secret is right. Run part 1 (npm test): its folder 07-verify says more.'
                : "The collection doesn't know this server's secret. Start the server with the JWT_SECRET of .env.example, or write your secret into the collection's variable jwtSecret."),
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
              missing('POST /login', answer) ||
              (answer.status === 401
                ? "Your server does not know this user, or refuses this password. Have a user with the email and the password of the collection's variables, or write yours into them."
                : "Your server can't read this login. The body is JSON with the names email and password, and Content-Type is application/json."),
          },
  },
  token: {
    test: 'The answer has a token: {"token": "…"}',
    lesson: 'lessons/12-login',
    make: (pm, step, done) => done(step.made.login),
    check: (pm, { json, body }) =>
      isObject(json) && typeof json.token === 'string' && read(json.token)
        ? undefined
        : {
            expected: 'a JSON object with the name "token" and a JWT as its value',
            hint: tokenIn({ json, body })
              ? 'There is a token in the answer, but not under the name "token".'
              : 'Sign the claims of the user as in lesson 05, and answer {"token": …}.',
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
              ? "Greet the user of the token: by the name, or by the id in sub. If your server knows this user by another name, write that into the collection's variable userName."
              : missing('GET /protected', answer) ||
                'The token is one that your server signed a moment ago. Verify it as in lesson 07: with the same secret, issuer and audience that sign it.',
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
              missing('GET /protected', answer) ||
              (keyOf(step.token, variable(pm, 'jwtSecret')) === 'jwtSecret'
                ? 'The secret is right, so look at what your server asks of a token apart from that.'
                : "The collection does not know this server's secret. Start the server with the JWT_SECRET of .env.example, or write your secret into the collection's variable jwtSecret."),
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
              missing('POST /signup', answer) ||
              (isRedirect(answer)
                ? 'This sign-up is JSON, so a program sent it: answer 201 and JSON. Only a form is sent on to another page.'
                : answer.status === 409
                  ? 'This email is a random one that nobody had before. Compare the whole email.'
                  : 'Nothing is wrong with these fields: a name of at most 80 characters, in which any sign may be, an email, and a password of 12 to 128 characters. The body is JSON with the names name, email and password.'),
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
              : missing('POST /login', answer) ||
                'The account was made a moment ago, with this email and this password. Is it stored? Is the hash of the whole password stored, and the salt with it?',
          },
  },
  me: {
    test: 'GET /me answers 200 and the user of the token',
    lesson: 'lessons/13-accounts',
    make: (pm, step, done) => ask(pm, withToken(pm, 'GET', '/me', step.token), done),
    check: (pm, answer, step) =>
      isSuccess(answer) && [step.person.name, step.person.email].every((text) => answer.body.includes(text))
        ? undefined
        : {
            expected: `status 200, with the name "${step.person.name}" and the email ${step.person.email}`,
            hint: isSuccess(answer)
              ? 'Load the user whose id is the sub of the token, and answer the name and the email.'
              : missing('GET /me', answer) ||
                'The token is one that your server signed a moment ago, for an account that exists.',
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
            hint: 'Give the values to the database as parameters (in SQLite: ?1, ?2). Then any sign may be in a name and in a password.',
          },
  },
  deleted: {
    test: 'DELETE /me answers 204',
    lesson: 'lessons/13-accounts',
    make: (pm, step, done) => ask(pm, withToken(pm, 'DELETE', '/me', step.token), done),
    check: (pm, answer) =>
      [200, 202, 204].includes(answer.status)
        ? undefined
        : {
            expected: 'status 204: it is done, and there is nothing to say',
            hint:
              missing('DELETE /me', answer) ||
              'The token is one that your server signed a moment ago. Delete its user, and answer 204.',
          },
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
  /** The form once more, for somebody who has a session already and is a visitor again. */
  freshForm: {
    test: 'The login page has a form for email and password',
    lesson: 'lessons/14-browser-session',
    make: (pm, step, done) => emptyJar(pm, () => ACCOUNT_NEEDS.loginPage.make(pm, step, done)),
    check: (pm, answer) => pageWithForm('/login', answer),
  },
  session: {
    test: 'The form signs in: its answer sets a cookie',
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
                ? missing('POST /login', answer) ||
                  'The form was sent with the email and the password of an account, with its hidden fields, its cookies and the Origin of this server. Why is it refused?'
                : 'Set a cookie with the token when the login is right. Mark it Secure only where the server speaks https: over http a browser does not send it back.',
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
              ? "Load the user of the cookie's token, and put the name into the page."
              : missing('GET /dashboard', answer) ||
                'The cookie is the one that the login has set. Read the token from it, verify it and load its user.',
          },
  },
};

/**
 * The jar percent-encodes the cookies of an answer that redirects. Were they encoded by the server already, or
 * did it send other characters? The dashboard says which: a browser sends back what came.
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
        hint: missing(`GET ${path}`, answer) || 'Answer a page, with Content-Type: text/html.',
      }
    : !form
      ? {
          expected: 'a <form> with a field of the type password',
          hint: 'The type password hides what is typed. Write <input type="password" …> inside the form.',
        }
      : fields.length < (path === '/signup' ? 3 : 2)
        ? {
            expected: path === '/signup' ? 'fields for name, email and password' : 'fields for email and password',
            got: `fields: ${fields.map(({ name }) => name).join(', ')}`,
            hint: 'Give each of them an <input> with a name.',
          }
        : undefined;
};
