import { asReceived, cookieHeader, kept } from './cookies.js';
import { filledIn, formOfLogout, formWithPassword, urlencoded } from './forms.js';
import { ask, route, variable } from './http.js';
import { known } from './known.js';

// What a browser does: follows redirects, keeps cookies and sends forms.

/** All names of this machine count as one. */
const ofThisMachine = (address) => address.replace(/^(\w+:\/\/)(localhost|\[::1\])(?=[:/?#]|$)/i, '$1127.0.0.1');

/** A relative path, resolved against a request's path. */
const resolved = (path, from) => {
  if (/^[/?#]/.test(path)) return path.startsWith('/') ? path : from + path;
  return (from.replace(/[^/]*$/, '') + path)
    .replace(/\/\.(?=\/|$)/g, '')
    .replace(/\/[^/]+\/\.\.(?=\/|$)/g, '')
    .replace(/^(\/\.\.)+/, '')
    .replace(/^$/, '/');
};

/** Where a redirect leads: `{ path }` on this server, or `{ away }`. A browser reads \ as /. */
export const target = (pm, answer) => {
  const baseUrl = ofThisMachine(variable(pm, 'baseUrl'));
  const given = (answer.values('location')[0] || '').trim().replace(/\\/g, '/');
  const location = ofThisMachine(given.startsWith('//') ? baseUrl.replace(/\/\/.*/, '') + given : given);
  if (location === baseUrl || ['/', '?', '#'].some((next) => location.startsWith(baseUrl + next)))
    return { path: location.slice(baseUrl.length) || '/' };
  if (/^[a-z][a-z0-9+.-]*:/i.test(location)) return { away: location };
  const from = answer.request.url.replace(/^\w+:\/\/[^/]*/, '').replace(/[?#].*/, '');
  return location ? { path: resolved(location, from) } : {};
};

export const goesOn = ({ status }) => [302, 303].includes(status);
const PAGE = { Accept: 'text/html' };
const fromHere = (pm) => ({
  ...PAGE,
  Origin: variable(pm, 'baseUrl').replace(/^(\w+:\/\/[^/]+).*/, '$1'),
  'Sec-Fetch-Site': 'same-origin',
});

/** Gets a page or sends a form, as a browser does, with the cookies in Postman's jar and these. Scripts can't keep Postman from following a redirect. */
export const browse = (pm, path, { rows, cookies = {} }, done) => {
  const cookie = Object.keys(cookies).length ? { Cookie: cookieHeader(cookies) } : {};
  const request = rows
    ? route(pm, 'POST', path, {
        headers: { ...fromHere(pm), ...cookie, 'Content-Type': 'application/x-www-form-urlencoded' },
        body: urlencoded(rows),
      })
    : route(pm, 'GET', path, { headers: { ...PAGE, ...cookie } });
  ask(pm, request, (answer, more) =>
    cookiesAfter(pm, request, more, (list) => {
      const inJar = Object.fromEntries(list.map(({ name, value }) => [name, asReceived(value, cookies[name])]));
      done({ ...answer, cookies: kept(answer, { ...cookies, ...inJar }) });
    }),
  );
};

/**
 * The jar's cookies for the requested address, even if a redirect led to another name of this
 * machine. If scripts aren't allowed to read the jar, those of the last answer.
 */
const cookiesAfter = (pm, request, more, done) =>
  pm.cookies.jar().getAll(request.url, (error, list) => done(error ? (more && more.cookies) || [] : list));

/** Postman keeps the scripts' cookies for all requests, but each step starts without any. In the app, that takes permission, so nothing relies on it. */
export const emptyJar = (pm, done) =>
  pm.cookies.jar().clear(variable(pm, 'baseUrl'), (error) => {
    known.jarIsLocked = Boolean(error);
    done();
  });

/** A page with a form for signed-out visitors. If an earlier step's session is still there, this signs it out first. */
export const openForm = (pm, path, done) =>
  browse(pm, path, {}, (first) => {
    const logout = formWithPassword(first.body) ? undefined : formOfLogout(first.body);
    if (!logout) return done(first);
    return browse(pm, '/logout', { rows: filledIn(logout, {}) }, () => browse(pm, path, {}, done));
  });

export const withCookies = (pm, path, cookies) =>
  route(pm, 'GET', path, { headers: { ...PAGE, Cookie: cookieHeader(cookies) } });
