import { emptyJar } from './browser.js';
import { whyBroken } from './crash.js';
import { cookieHeader, kept, sessionSet } from './cookies.js';
import { plain } from './forms.js';
import { ask, isSuccess, route } from './http.js';
import { withJson, withToken } from './people.js';
import { believes, enter, isMissing, noRoutes, pointOf, signed } from './workshop.js';
import { claimsOf, random, tokenIn } from './tokens.js';

// The needs of lessons 15 to 17: the controls of their attacks. A refusal means nothing where a good token
// isn't believed, too.

const LESSONS = {
  15: [
    'read-not-verified',
    'none',
    'claims-first',
    'guessable-secret',
    'empty-secret',
    'key-confusion',
    'own-key',
    'kid-path',
  ],
  16: ['no-end', 'looks-alike', 'relay', 'wrong-kind', 'false-refusal'],
  17: ['signed-out', 'deleted'],
};

/** Why a good token isn't believed. */
const why = (answer, path) =>
  answer.status >= 500
    ? whyBroken(answer)
    : isMissing(answer)
      ? `Compare the method and the path letter by letter: the server has no ${path}.`
      : isSuccess(answer)
        ? 'Respond with the name that the token is for, as the value of "user".'
        : 'Find the check that refuses this token: your server signed it a moment ago, and a fix must not refuse valid tokens.';

/** The page of lesson 17, with the cookies of a login. */
export const pageOf = (pm, cookie, path = '/stolen/page') =>
  route(pm, 'GET', path, { headers: cookie ? { Cookie: cookie } : {} });

const loginAt = (at) => `POST /${at}/login, which answers with a token`;

/** Some servers have one login for all attacks, so the route that verifies has to be there, too. */
const routesOf = (lesson) => ({
  test: `The server has the routes of lesson ${lesson}`,
  make: (pm, step, done) =>
    enter(pm, step.options.at, { name: `user-${random(10)}`, password: random(20) }, (good) => {
      step.good = good;
      done(good.answer);
    }),
  check: (pm, answer, { options: { at }, good }) =>
    noRoutes(lesson, good.token ? `GET /${at}/me, which answers with the user` : loginAt(at), answer),
});

const control = (lesson, at) => ({
  after: [`routes ${lesson}`],
  test: `GET /${at}/me believes the token of POST /${at}/login, and answers its name`,
  make: (pm, step, done) => done(step.good.answer),
  check: (pm, answer, step) =>
    !step.good.token
      ? { expected: '{"token": "…"}', hint: why(answer, `POST /${at}/login`) }
      : believes(answer, step.good.name)
        ? undefined
        : { expected: `status 200 and {"user": "${step.good.name}"}`, hint: why(answer, `GET /${at}/me`) },
});

const controls = Object.entries(LESSONS).flatMap(([lesson, holes]) => [
  [`routes ${lesson}`, routesOf(lesson)],
  ...holes.map((at) => [at, control(lesson, at)]),
]);

/** A need that asks one more thing after the control. */
const more = (at, { test, make, check }) => ({ after: at ? [...NEEDS_BEFORE[at], at] : [], test, make, check });
const NEEDS_BEFORE = Object.fromEntries(
  Object.entries(LESSONS).flatMap(([lesson, holes]) => holes.map((at) => [at, [`routes ${lesson}`]])),
);

export const WORKSHOP_NEEDS = {
  ...Object.fromEntries(controls),

  /** The collection's own tokens, where an attack has to have the right signature. */
  signed: {
    test: 'A token that the collection signs with jwtSecret is believed',
    make: (pm, step, done) => {
      const token = signed(pm, step, {});
      step.victim = claimsOf(token).sub;
      ask(pm, withToken(pm, 'GET', `/${step.options.at}/me`, token), done);
    },
    check: (pm, answer, step) =>
      believes(answer, step.victim)
        ? undefined
        : {
            expected: `status 200 and {"user": "${step.victim}"}`,
            hint: "Start the server with the JWT_SECRET that is in the collection's variable jwtSecret, take the name from sub, and accept any token that is signed with this secret. This token has the same claims as your own, with another name.",
          },
  },

  renewal: more('claims-first', {
    test: 'A valid token is renewed, and the new one is believed',
    make: (pm, step, done) =>
      ask(pm, withToken(pm, 'POST', '/claims-first/renew', step.good.token), (answer) => {
        const token = isSuccess(answer) ? tokenIn(answer) : '';
        if (!token) return done(answer);
        return ask(pm, withToken(pm, 'GET', '/claims-first/me', token), done);
      }),
    check: (pm, answer, step) =>
      believes(answer, step.good.name)
        ? undefined
        : {
            expected: 'a new token from POST /claims-first/renew, for the same name',
            hint: 'Renew this token, which is valid: answer with a new one for the same name.',
          },
  }),

  'public key': more('key-confusion', {
    test: 'GET /key-confusion/public-key answers the public key',
    make: (pm, step, done) =>
      ask(pm, route(pm, 'GET', '/key-confusion/public-key'), (answer) => {
        step.publicKey = answer;
        done(answer);
      }),
    check: (pm, answer) =>
      isSuccess(answer) && /^04[0-9a-f]{128}$/.test(pointOf(answer) || '')
        ? undefined
        : {
            expected: 'a P-256 key, as a JWK or in PEM',
            hint: "Keep this route, and make sure that nobody can use the public key as a secret: hiding it isn't a fix, because anyone may know it.",
          },
  }),

  'public file': more('kid-path', {
    test: 'GET /kid-path/robots.txt answers a file',
    make: (pm, step, done) =>
      ask(pm, route(pm, 'GET', '/kid-path/robots.txt'), (answer) => {
        step.publicFile = answer.body;
        done(answer);
      }),
    check: (pm, answer) =>
      isSuccess(answer) && answer.body
        ? undefined
        : {
            expected: 'the text of a file that everyone may read',
            hint: 'Keep this route: the file may stay public, but must not be a key.',
          },
  }),

  'other key': more('kid-path', {
    test: 'A token with the kid 2025 is believed, too',
    make: (pm, step, done) =>
      enter(pm, 'kid-path', { name: `user-${random(10)}`, kid: '2025' }, (other) => {
        step.other = other;
        done(other.answer);
      }),
    check: (pm, answer, { other }) =>
      believes(answer, other.name)
        ? undefined
        : {
            expected: `status 200 and {"user": "${other.name}"}`,
            hint: 'Look up kid among the keys that are known here: 2025 and 2026.',
          },
  }),

  'reset token': more('wrong-kind', {
    test: 'A reset token sets a new password at POST /wrong-kind/reset',
    make: (pm, step, done) =>
      ask(pm, withJson(pm, 'POST', '/wrong-kind/forgot', { name: step.good.name }), (answer) => {
        step.reset = isSuccess(answer) ? tokenIn(answer) : '';
        if (!step.reset) return done(answer);
        return ask(pm, withToken(pm, 'POST', '/wrong-kind/reset', step.reset), done);
      }),
    check: (pm, answer, step) =>
      believes(answer, step.good.name)
        ? undefined
        : {
            expected: `status 200 and {"user": "${step.good.name}"}`,
            hint: 'Return a token from POST /wrong-kind/forgot, and accept it at POST /wrong-kind/reset: this is the one purpose of that token.',
          },
  }),

  /** Two sessions of one person; the first of them is ended. */
  'signed out': more('signed-out', {
    test: 'POST /signed-out/logout answers 200 or 204',
    make: (pm, step, done) =>
      enter(pm, 'signed-out', { name: step.good.name }, (second) => {
        step.second = second;
        ask(pm, withToken(pm, 'POST', '/signed-out/logout', step.good.token), (answer) =>
          emptyJar(pm, () => done(answer)),
        );
      }),
    check: (pm, answer) =>
      isSuccess(answer) ? undefined : { expected: 'status 200 or 204', hint: why(answer, 'POST /signed-out/logout') },
  }),

  /** A person who is gone, and somebody else who then takes the name. */
  gone: more('deleted', {
    test: 'DELETE /deleted/me answers 200 or 204',
    make: (pm, step, done) =>
      enter(pm, 'deleted', { name: `user-${random(10)}` }, (other) => {
        step.other = other;
        ask(pm, withToken(pm, 'DELETE', '/deleted/me', step.good.token), (answer) =>
          enter(pm, 'deleted', { name: step.good.name }, (heir) => {
            step.heir = heir;
            done(answer);
          }),
        );
      }),
    check: (pm, answer) =>
      isSuccess(answer) ? undefined : { expected: 'status 200 or 204', hint: why(answer, 'DELETE /deleted/me') },
  }),

  'routes page': {
    test: 'The server has the routes of lesson 17',
    make: (pm, step, done) => {
      step.person = { name: step.options.name || `user-${random(10)}`, password: `${random(7)} ${random(7)}` };
      ask(pm, withJson(pm, 'POST', '/stolen/login', step.person), (answer) =>
        emptyJar(pm, () => {
          step.login = answer;
          step.session = sessionSet(answer);
          step.cookie = cookieHeader(kept(answer));
          done(answer);
        }),
      );
    },
    check: (pm, answer) => noRoutes(17, loginAt('stolen'), answer),
  },
  page: {
    after: ['routes page'],
    test: 'POST /stolen/login sets a cookie, and GET /stolen/page greets its user by name',
    make: (pm, step, done) =>
      step.session
        ? ask(pm, pageOf(pm, step.cookie), (answer) => {
            step.page = answer;
            emptyJar(pm, () => done(answer));
          })
        : done(step.login),
    check: (pm, answer, step) =>
      !step.session
        ? { expected: 'Set-Cookie, with the token as its value', hint: why(answer, 'POST /stolen/login') }
        : isSuccess(answer) && plain(answer.body).includes(step.options.name ? 'user' : step.person.name)
          ? undefined
          : {
              expected: `status 200 and a page with the name ${step.person.name}`,
              hint: why(answer, 'GET /stolen/page'),
            },
  },
};
