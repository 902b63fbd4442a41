import { now, read } from './tokens.js';

// Cookies, handled the way a browser does.

export const cookieHeader = (cookies) =>
  Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');

/**
 * What Set-Cookie says: one entry per cookie. postman-collection's Cookie doesn't fit: it cuts a
 * value at its first =, or encodes it, but a browser sends a value back unchanged.
 */
export const setCookies = ({ values }) =>
  values('set-cookie').map((line) => {
    const [pair, ...rest] = line.split(';').map((part) => part.trim());
    const [, name, value] = pair.match(/^([^=]*)=?(.*)$/);
    return {
      line,
      name,
      value,
      ...Object.fromEntries(
        rest.map((part) => part.match(/^([^=]*)=?(.*)$/)).map(([, key, given]) => [key.toLowerCase(), given]),
      ),
    };
  });

/** Without percent-encoding. */
export const decoded = (value) => {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
};

/**
 * A cookie's value as the server sent it. A jar percent-encodes what a browser sends back unchanged, so if
 * the original value has been seen, it is the one that counts.
 */
export const asReceived = (fromJar, seen) =>
  seen !== undefined && decoded(seen) === decoded(fromJar) ? seen : fromJar;

/** The token in a cookie's value, or an empty string. There may be quotes and words around it. */
export const tokenOf = (value) => {
  const [token = ''] = value.match(/eyJ[\w-]*\.[\w-]*\.[\w-]*/) || [];
  return read(token) ? token : '';
};

/** The value with a different token in it, keeping what was around the old one; or only the token if the value had none. */
export const withTokenIn = (value, token) => (tokenOf(value) ? value.replace(tokenOf(value), token) : token);

/** Seconds until a cookie expires, or undefined if it doesn't say. */
export const lifetime = (cookie) =>
  cookie['max-age'] !== undefined
    ? Number(cookie['max-age'])
    : cookie.expires !== undefined
      ? Math.round(Date.parse(cookie.expires) / 1000) - now()
      : undefined;
export const isRemoved = (cookie) => cookie.value.replace(/"/g, '') === '' || lifetime(cookie) <= 0;

/** The cookies that a browser has after an answer, given those it had before. */
export const kept = (answer, before = {}) =>
  setCookies(answer).reduce((cookies, cookie) => {
    const { [cookie.name]: _, ...others } = cookies;
    return isRemoved(cookie) ? others : { ...others, [cookie.name]: cookie.value };
  }, before);

/** The cookie that a login has set, recognized by its content, by its name, or by being the only one. */
export const sessionAmong = (cookies) =>
  cookies.find(({ value }) => tokenOf(value)) ||
  cookies.find(({ name }) => /sess|sid|token|jwt|auth/i.test(name)) ||
  cookies[0];
export const sessionSet = (answer, before = {}) =>
  sessionAmong(setCookies(answer).filter((cookie) => !isRemoved(cookie) && before[cookie.name] !== cookie.value));
