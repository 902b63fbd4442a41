import { ask, isSuccess } from './http.js';
import { known } from './known.js';
import { logIn, withToken } from './people.js';
import { tokenIn } from './tokens.js';

// What a run leaves behind: nothing, if the server can delete accounts.

/** Deletes a step's accounts if the server can. No test waits for it. One at a time: each login computes a hash. */
export const deleteAccounts = (pm, { people }) => {
  const [person, ...others] = people;
  if (!person || known.cannotDelete) return undefined;
  const next = () => deleteAccounts(pm, { people: others });
  const remove = (token) =>
    ask(pm, withToken(pm, 'DELETE', '/me', token), ({ status }) => {
      known.cannotDelete = [404, 405].includes(status);
      next();
    });
  if (person.token) return remove(person.token);
  return ask(pm, logIn(pm, person), (answer) => {
    const token = isSuccess(answer) && tokenIn(answer);
    return token ? remove(token) : next();
  });
};
