import { isSuccess, route, variable } from './http.js';
import { passwordIn, traceOf } from './passwords.js';
import { claimsOf, encode, now, random, sign } from './tokens.js';

// The people in part 2, what they send, and their tokens.

export const withJson = (pm, method, path, value) =>
  route(pm, method, path, {
    headers: { 'Content-Type': 'application/json' },
    body: typeof value === 'string' ? value : JSON.stringify(value),
  });
export const withToken = (pm, method, path, token) =>
  route(pm, method, path, { headers: { Authorization: `Bearer ${token}` } });
export const signUp = (pm, { name, email, password }) => withJson(pm, 'POST', '/signup', { name, email, password });
export const logIn = (pm, { email, password }) => withJson(pm, 'POST', '/login', { email, password });

/** A person that no server knows yet. */
export const somebody = (changes = {}) => ({
  name: `User ${random(10)}`,
  email: `user-${random(10)}@example.com`,
  password: `${random(7)} ${random(7)} ${random(7)}`,
  ...changes,
});

/** The user in the collection's variables: in lesson 12, the only one. */
export const fixedUser = (pm) => ({
  name: variable(pm, 'userName'),
  email: variable(pm, 'email'),
  password: variable(pm, 'password'),
});

/**
 * The claims of a token that this server signed, with new times and a new id, to be signed again. A server whose
 * clock is behind must not find an iat in the future, and one whose clock is ahead must not find an exp in the past.
 */
const renewed = (token, changes = {}) => {
  const own = claimsOf(token);
  return {
    ...own,
    iat: typeof own.iat === 'number' ? Math.min(own.iat, now()) : now(),
    exp: Math.max(typeof own.exp === 'number' ? own.exp : 0, now() + 300),
    jti: random(12),
    ...changes,
  };
};
export const forged = (pm, token, changes, secret = variable(pm, 'jwtSecret')) => sign(renewed(token, changes), secret);

/** A valid token whose payload was changed after it was signed. */
export const changed = (token) => {
  const [header, , signed] = token.split('.');
  return [header, encode({ ...claimsOf(token), jti: random(12) }), signed].join('.');
};

/** Does the answer name this person, by name, email or id? */
const namesPerson = ({ body }, { name, email, id }) =>
  [name, email].some((text) => text && body.includes(text)) ||
  (id !== undefined && new RegExp(`(^|[^\\w-])${String(id).replace(/\W/g, '\\$&')}([^\\w-]|$)`).test(body));

/** What an answer contains of a password, or undefined. */
export const secretOf = (answer, person) => {
  const path = passwordIn(answer.json);
  return path ? `a field ${path}` : traceOf(answer.body, person.password);
};

/** Does this greet the person by name or id? An email alone could contain the name by chance. */
export const greetsByName = (answer, { name, email, id }) =>
  isSuccess(answer) && namesPerson({ body: answer.body.split(email).join('') }, { name, id });

export const greets = (answer, person) => isSuccess(answer) && namesPerson(answer, person);
