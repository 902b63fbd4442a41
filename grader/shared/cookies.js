import { now, read } from './tokens.js';

// Cookies, as a browser keeps them.

export const cookieHeader = (cookies) =>
  Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');

/**
 * What Set-Cookie says: one entry for each cookie. postman-collection's Cookie would not do: it cuts a
 * value at its first =, or encodes it, and a browser sends a value back as it came.
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

/** What percent-encoding hides. */
export const decoded = (value) => {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
};

/**
 * The value of a cookie as the server sent it. A jar hands out percent-encoded what a browser sends back
 * unchanged, so where the value has been seen on its way, that counts.
 */
export const asReceived = (fromJar, seen) =>
  seen !== undefined && decoded(seen) === decoded(fromJar) ? seen : fromJar;

/** The token in a cookie's value, or an empty text. Quotes and words may be around it. */
export const tokenOf = (value) => {
  const [token = ''] = value.match(/eyJ[\w-]*\.[\w-]*\.[\w-]*/) || [];
  return read(token) ? token : '';
};

/** The value with another token in it, and what was around it; the token alone where there was none. */
export const withTokenIn = (value, token) => (tokenOf(value) ? value.replace(tokenOf(value), token) : token);

/** Seconds until a cookie ends, or undefined where it has no end. */
export const lifetime = (cookie) =>
  cookie['max-age'] !== undefined
    ? Number(cookie['max-age'])
    : cookie.expires !== undefined
      ? Math.round(Date.parse(cookie.expires) / 1000) - now()
      : undefined;
export const isRemoved = (cookie) => cookie.value.replace(/"/g, '') === '' || lifetime(cookie) <= 0;

/** The cookies that a browser has after an answer, and had before. */
export const kept = (answer, before = {}) =>
  setCookies(answer).reduce((cookies, cookie) => {
    const { [cookie.name]: _, ...others } = cookies;
    return isRemoved(cookie) ? others : { ...others, [cookie.name]: cookie.value };
  }, before);

/** The cookie that a login has set, by what it holds, by its name, or because it is the only one. */
export const sessionAmong = (cookies) =>
  cookies.find(({ value }) => tokenOf(value)) ||
  cookies.find(({ name }) => /sess|sid|token|jwt|auth/i.test(name)) ||
  cookies[0];
export const sessionSet = (answer, before = {}) =>
  sessionAmong(setCookies(answer).filter((cookie) => !isRemoved(cookie) && before[cookie.name] !== cookie.value));
