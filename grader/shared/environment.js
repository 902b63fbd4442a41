import { heard, isObject, isRedirect, variable } from './http.js';
import { known } from './known.js';
import { report } from './report.js';

// What keeps a request from reaching the learner's server, or the answer from being its own. The engine
// asks for it before any check: a check would blame the server.

const START = 'Start your server, leave it running, and compare the address that it prints with baseUrl.';
const MORE_TIME =
  'To allow more time: npm test -- --timeout-request 60000, or node mark.mjs students.csv --timeout 60; in Postman, Settings, Request timeout.';

export const isTimeout = ({ error }) => /TIMEDOUT|timed? ?out/i.test(error || '');
export const isCertificate = (error) => /certificate|self.signed|CERT_|altname/i.test(error);

const unreachable = (baseUrl, answer) => {
  const { error = '' } = answer;
  return {
    expected: `a server at ${baseUrl || 'baseUrl'}`,
    got: isTimeout(answer) ? 'no answer in time' : 'no answer',
    hint: !/^(https?:\/\/)?(\[[\da-f:.]+\]|[\w.-]+)(:\d+)?(\/\S*)?$/i.test(baseUrl)
      ? 'baseUrl is not an address: set it in the tab Variables of the collection, such as http://127.0.0.1:8000, and save.'
      : isCertificate(error)
        ? "The server's certificate isn't one that this machine trusts. If it's your own: npm test -- --insecure, or node mark.mjs students.csv --insecure; in Postman, switch off Settings, SSL certificate verification."
        : isTimeout(answer)
          ? `The connection is there, but no answer came in time: the server hangs, a firewall is in between, or the server is slow or still waking up. Open ${baseUrl} in a browser, wait until it answers, and run again. ${MORE_TIME}`
          : /^https:/.test(baseUrl) && !/ECONNREFUSED|ENOTFOUND|EAI_AGAIN/.test(error)
            ? 'baseUrl starts with https, and the server there speaks http: write http:// instead.'
            : `${START}${/localhost/.test(baseUrl) ? ' Write 127.0.0.1 instead of localhost, which may be another address of this machine.' : ''} The error that came with it says more: ECONNREFUSED, nothing listens on that port; ENOTFOUND, no machine has that name; ETIMEDOUT or ESOCKETTIMEDOUT, a firewall is in between, or the server hangs; ECONNRESET, that port may speak https. In Postman on the web, choose the Desktop Agent: the cloud can't reach your machine.`,
    lesson: 'lessons/02-first-route',
  };
};

/** What the program at the other end calls itself. */
export const itself = ({ values }) =>
  values('server').length ? ` It calls itself "${values('server').join(', ')}".` : '';

const locationOf = ({ values }) => values('location')[0] || '';
const hostOf = (address) => (address.match(/^\w+:\/\/([^/:?#]+)/) || [])[1];

/** Is this server's place on https? A redirect to another site is the server's own. */
const movesToHttps = (answer) => {
  const location = locationOf(answer);
  const { url } = answer.request;
  return /^https:/.test(location) && /^http:/.test(url) && hostOf(location) === hostOf(url);
};

/** Does the server send the same request to the same path, with a slash at its end? */
const addsSlash = (answer) => {
  if (!isRedirect(answer)) return false;
  const pathOf = (address) => address.replace(/^\w*:?\/\/[^/]*/, '').replace(/[?#].*/, '');
  const path = pathOf(answer.request.url);
  const location = pathOf(locationOf(answer).replace(/^\.\//, ''));
  return (location.startsWith('/') ? location : path.replace(/[^/]*$/, location)) === `${path}/`;
};

/** The limit of a server or of a proxy in front of it. nginx answers 503 unless it is told otherwise. */
const limits = ({ status, json, values }) =>
  status === 429 || (status === 503 && !isObject(json) && values('retry-after').length > 0);

const isProxy = ({ status, json }) => status === 407 || ([502, 503, 504].includes(status) && !isObject(json));

/** A finding about the environment, or undefined. */
export const environment = (pm, answer) => {
  const baseUrl = variable(pm, 'baseUrl');
  if (!answer.status) return unreachable(baseUrl, answer);
  if (/\/$/.test(baseUrl))
    return {
      expected: 'a baseUrl without a slash at its end',
      got: baseUrl,
      hint: 'Leave out the last slash: the requests start their path with one.',
    };
  if (movesToHttps(answer))
    return {
      expected: 'an answer over http',
      hint: `The server sends you on to ${locationOf(answer)}. Switch that redirect off while you learn, or set baseUrl to the https address.`,
    };
  if (addsSlash(answer))
    return {
      expected: `an answer at ${answer.request.url.replace(/^\w+:\/\/[^/]*/, '')}`,
      hint: 'Your route ends in a slash, and the server sends everybody there. Declare the route without the slash.',
    };
  if (limits(answer)) {
    const [wait] = answer.values('retry-after');
    return {
      expected: 'an answer to each request',
      hint: `The server, or a proxy in front of it, limits requests.${wait ? ` It asks you to wait: Retry-After: ${wait}.` : ''} A run sends some hundred requests a minute: raise the limit for it, or switch it off, then restart the server and run again.`,
    };
  }
  if (isProxy(answer))
    return {
      expected: 'an answer of your server',
      hint: `A proxy answered in its place.${itself(answer)} ${answer.status === 503 ? 'It limits requests, or the server behind it is still starting: wait, then run again, and raise the limit if it stays so.' : 'Switch the proxy off for 127.0.0.1 (in Postman: Settings, Proxy; in a terminal: NO_PROXY=127.0.0.1).'}`,
    };
  return undefined;
};

/** A finding about one answer that did not come, while the server answers others. */
export const silence = (answer, name = '') => ({
  answer,
  expected: 'an answer to each request, even if it says no',
  got: `${name ? `${name}: ` : ''}no answer${isTimeout(answer) ? ' in time' : answer.error ? ': the connection was closed' : ''}`,
  hint: isTimeout(answer)
    ? `The server answers other requests, but not this one, or it is too slow for it. Look at its console: what does it wait for? ${MORE_TIME}`
    : "The server answers other requests, but hung up on this one. Its console may have the cause: it crashed here, or it keeps a connection open without reading the request's body.",
});

/**
 * Did this request of a script get no answer, and not because a redirect led it elsewhere? Scripts can't
 * keep a runner from following one, so then the answer to the request itself says more.
 */
export const isUnreachable = (pm, { status, error }) => {
  if (status) return false;
  const [, scheme, port] = variable(pm, 'baseUrl').match(/^(\w+):\/\/[^/]*?(?::(\d+))?\/*$/) || [];
  const [, elsewhere] = error.match(/:(\d+)$/) || [];
  const isElsewhere =
    scheme === 'http' &&
    (/certificate|SSL|TLS/.test(error) || (elsewhere !== undefined && elsewhere !== (port || '80')));
  return !isElsewhere;
};

/**
 * What the answers of a step say about the environment, its own answer first: `{ finding, answer, isOver }`,
 * or undefined. A run is over unless the server answers other requests.
 */
export const surroundings = (pm, own) => {
  const all = [own, ...heard];
  const found = all
    .filter(({ status }) => status)
    .map((answer) => ({ answer, finding: environment(pm, answer), isOver: true }))
    .find(({ finding }) => finding);
  if (found) return found;
  const silent = heard.find((answer) => isUnreachable(pm, answer)) || (own.status ? undefined : own);
  if (!silent) return undefined;
  return all.some(({ status }) => status)
    ? { answer: silent, finding: silence(silent), isOver: false }
    : { answer: silent, finding: environment(pm, silent), isOver: true };
};

/** Fails a test about the environment, and ends the run: nothing after it could say more. */
export const endRun = (pm, test, finding, answer) => {
  known.reported.push(test);
  pm.test(test, () => pm.expect.fail(report(pm, finding, answer)));
  pm.execution.setNextRequest(null);
};
