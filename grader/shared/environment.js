import { isObject, variable } from './http.js';
import { known } from './known.js';
import { report } from './report.js';

// What keeps a request from reaching any server of a learner. It is asked before a check says a word:
// a check would blame the server.

const unreachable = (baseUrl) => ({
  expected: `a server at ${baseUrl || 'baseUrl'}`,
  got: 'no answer',
  hint: !/^(https?:\/\/)?[\w[]\S*$/.test(baseUrl)
    ? 'baseUrl is not an address: set it in the tab Variables of the collection, such as http://127.0.0.1:8000, and save.'
    : /^https:/.test(baseUrl)
      ? 'baseUrl begins with https, and the sandbox speaks http: write http:// instead.'
      : `Start your server, leave it running, and compare the address that it prints with baseUrl.${/localhost/.test(baseUrl) ? ' Write 127.0.0.1 instead of localhost, which may be another address of this machine.' : ''} The error that came with it says more: ECONNREFUSED, nothing listens on that port; ENOTFOUND, no machine has that name; ETIMEDOUT or ESOCKETTIMEDOUT, a firewall is in between, or the server hangs; ECONNRESET, that port may speak https. In Postman on the web, choose the Desktop Agent: the cloud can't reach your machine.`,
  lesson: 'lessons/02-first-route',
});

/** What the program at the other end calls itself. */
export const itself = ({ values }) =>
  values('server').length ? ` It calls itself "${values('server').join(', ')}".` : '';

/** Is this server's place on https? A redirect to another site is the server's own. */
const movesToHttps = ({ request, values }) => {
  const [location = ''] = values('location');
  const hostOf = (address) => (address.match(/^\w+:\/\/([^/:?#]+)/) || [])[1];
  return /^https:/.test(location) && /^http:/.test(request.url) && hostOf(location) === hostOf(request.url);
};

/** A finding about the environment, or undefined. An answer with the status 0 is none. */
export const environment = (pm, answer) => {
  const baseUrl = variable(pm, 'baseUrl');
  if (!answer.status) return unreachable(baseUrl);
  if (/\/$/.test(baseUrl)) {
    return {
      expected: 'a baseUrl without a slash at its end',
      got: baseUrl,
      hint: 'Leave out the last slash: the requests begin their path with one.',
    };
  }
  if (movesToHttps(answer)) {
    return {
      expected: 'an answer over http',
      hint: `The server sends you on to ${answer.values('location')[0]}. Switch that redirect off while you learn, or set baseUrl to the https address.`,
    };
  }
  if (answer.status === 407 || ([502, 504].includes(answer.status) && !isObject(answer.json))) {
    return {
      expected: 'an answer of your server',
      hint: `A proxy answered in its place.${itself(answer)} Switch the proxy off for 127.0.0.1 (in Postman: Settings, Proxy; in a terminal: NO_PROXY=127.0.0.1).`,
    };
  }
  return undefined;
};

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

/** Fails a test about the environment, and ends the run: nothing after it could say more. */
export const endRun = (pm, test, finding, answer) => {
  known.reported.push(test);
  pm.test(test, () => pm.expect.fail(report(pm, finding, answer)));
  pm.execution.setNextRequest(null);
};
