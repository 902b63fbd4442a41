import { emptyJar } from './browser.js';
import { whyBroken } from './crash.js';
import { ask, isSuccess, route, variable } from './http.js';
import { GUESSES, keyOf } from './keys.js';
import { logIn, signUp, somebody, withToken } from './people.js';
import { believes, noRoutes } from './workshop.js';
import { claimsOf, now, random, sign, signature, tokenIn } from './tokens.js';
import { verify } from './verify-route.js';

// The needs of lesson 18: a member of the service under review, and a token of theirs.

const LESSON = 'lessons/18-review';

/** The key that really signs this server's tokens, as far as it can be guessed. */
const keyFor = (pm, token) => {
  const secret = variable(pm, 'jwtSecret');
  const text = token.split('.').slice(0, 2).join('.');
  return [secret, ...GUESSES].find((key) => signature(text, key) === token.split('.')[2]) || secret;
};

/** A token of a member with other claims, signed as the server signs. */
export const resigned = ({ member, key }, changes) =>
  sign({ ...claimsOf(member.token), exp: now() + 300, jti: random(12), ...changes }, key);

/** Signs somebody up and in: `{ person, token, login }`, or what went wrong as `answer`. */
export const join = (pm, done) => {
  const person = somebody();
  ask(pm, signUp(pm, person), (answer) =>
    isSuccess(answer)
      ? ask(pm, logIn(pm, person), (login) =>
          emptyJar(pm, () => done({ person, login, token: tokenIn(login), answer: login })),
        )
      : done({ person, login: answer, token: '', answer }),
  );
};

export const REVIEW_NEEDS = {
  'routes 18': {
    lesson: LESSON,
    test: 'The server has the routes of lesson 18',
    make: (pm, step, done) => ask(pm, route(pm, 'GET', '/dashboard'), done),
    check: (pm, answer) => noRoutes(18, 'GET /dashboard', answer),
  },
  member: {
    after: ['routes 18'],
    lesson: LESSON,
    test: 'A member signs up, logs in, and is greeted by name at GET /dashboard',
    make: (pm, step, done) =>
      join(pm, (member) => {
        step.member = member;
        step.key = keyFor(pm, member.token);
        if (!member.token) return done(member.answer);
        return ask(pm, withToken(pm, 'GET', '/dashboard', member.token), done);
      }),
    check: (pm, answer, { member }) =>
      member.token && isSuccess(answer) && answer.body.includes(member.person.name)
        ? undefined
        : {
            expected: `status 200 and ${member.token ? `"Welcome, ${member.person.name}!"` : '{"token": "…"}'}`,
            hint:
              answer.status >= 500
                ? whyBroken(answer)
                : [404, 405].includes(answer.status)
                  ? 'Start the service of lesson 18, which this folder is for. If it is running, compare the method and the path letter by letter.'
                  : 'Accept this request: the account, the password and the token are valid, and a fix must not refuse them.',
          },
  },
  verified: {
    after: ['routes 18', 'member'],
    lesson: LESSON,
    test: 'POST /verify-token believes a good token, and answers its user',
    make: (pm, step, done) => {
      step.name = `user-${random(10)}`;
      ask(pm, verify(pm, resigned(step, { name: step.name })), done);
    },
    check: (pm, answer, { name, member }) =>
      believes(answer, name)
        ? undefined
        : {
            expected: `status 200 and {"user": {… "name": "${name}" …}}`,
            hint: keyOf(member.token, variable(pm, 'jwtSecret'))
              ? 'Accept this token: its claims are those of your own token, with a different name, and the signature is right.'
              : "Start the server with the JWT_SECRET from .env.example, or write your secret into the collection's variable jwtSecret: the two differ.",
          },
  },
  'deleted member': {
    after: ['routes 18', 'member'],
    lesson: LESSON,
    test: 'DELETE /me answers 200 or 204',
    make: (pm, step, done) =>
      join(pm, (other) => {
        step.other = other;
        ask(pm, withToken(pm, 'DELETE', '/me', step.member.token), (answer) =>
          ask(pm, withToken(pm, 'GET', '/dashboard', other.token), (dashboard) => {
            step.dashboard = dashboard;
            done(answer);
          }),
        );
      }),
    check: (pm, answer) =>
      isSuccess(answer)
        ? undefined
        : { expected: 'status 200 or 204', hint: 'Delete the account that this token is for: the token is valid.' },
  },

  /** Signs a second session out, and asks with its token. */
  'signed off': {
    make: (pm, step, done) =>
      ask(pm, logIn(pm, step.member.person), (login) => {
        const token = tokenIn(login);
        emptyJar(pm, () =>
          ask(pm, withToken(pm, 'POST', '/logout', token), (logout) =>
            emptyJar(pm, () =>
              ask(pm, withToken(pm, 'GET', '/dashboard', token), (after) => {
                step.off = { logout, after };
                done(after);
              }),
            ),
          ),
        );
      }),
    check: () => undefined,
  },
};
