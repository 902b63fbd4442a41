import { isObject, isSuccess, route } from './http.js';
import { claimsOf } from './tokens.js';

// POST /verify-token and its answers.

export const signToken = (pm) => route(pm, 'GET', '/sign-token');

/** POST /verify-token with this token as a bearer token. */
export const verify = (pm, token) =>
  route(pm, 'POST', '/verify-token', { headers: { Authorization: `Bearer ${token}` } });

/** The username in the bearer token of a request. */
export const usernameIn = ({ headers: { Authorization = '' } }) =>
  claimsOf(Authorization.replace(/^Bearer /, '')).username;

/** Was this token accepted? A 200 with an error in it doesn't count; it is reported as what it is. */
export const accepted = ({ request, ...answer }) => {
  const username = usernameIn(request);
  return (
    isSuccess(answer) &&
    Boolean(
      (isObject(answer.json) && isObject(answer.json.user)) ||
      (username && answer.body.includes(JSON.stringify(username))),
    )
  );
};
