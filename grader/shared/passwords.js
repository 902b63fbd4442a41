import { isObject } from './http.js';

/** Where in a value a password is, as a path, or undefined. */
export const passwordIn = (value, path = '') =>
  isObject(value)
    ? Object.entries(value)
        .map(([name, inner]) =>
          /passw|passphrase|^pwd$|^pass$/i.test(name) ? `${path}${name}` : passwordIn(inner, `${path}${name}.`),
        )
        .find(Boolean)
    : undefined;
