import { heard, isObject, isRedirect, variable } from './http.js';
import { known } from './known.js';
import { report } from './report.js';

// What keeps a request from reaching the learner's server, or what comes back instead of its answer. The engine
// looks for that before any check, because a check would blame the server.

/** The variable with the address that a request went to: in part 4, a second server has its own. */
const addressed = (pm, { url }) => {
  const [base, notes] = ['baseUrl', 'notesUrl'].map((name) => variable(pm, name));
  // Postman writes http:// before a path whose address is empty.
  const isNotes = notes !== base && (notes ? url.startsWith(`${notes}/`) : !url.startsWith(`${base}/`));
  return pm.variables.has('notesUrl') && isNotes ? 'notesUrl' : 'baseUrl';
};

/** What the hint starts with if the second server has the place of the first. */
export const NOTES_AT_BASE = 'The server at baseUrl is the notes service.';

/** The test that fails if the second server doesn't answer. */
export const NOTES_ANSWER = 'The notes service answers';

/** The test that fails if the server to which a request went doesn't answer. */
export const aliveOf = (pm, { request }) =>
  addressed(pm, request) === 'notesUrl' ? NOTES_ANSWER : 'The server answers';

/** Does this step's request go to the second server? */
export const isForNotes = (pm) => pm.request.url.toString().startsWith('{{notesUrl}}');

/** The same, although that server was silent before. */
export const isAway = (pm) => Boolean(known.isNotesAway) && isForNotes(pm);

/** Did both go to the same server? */
const isSameServer = (pm, one, other) => addressed(pm, one.request) === addressed(pm, other.request);

const EXAMPLES = { baseUrl: 'http://127.0.0.1:8000', notesUrl: 'http://127.0.0.1:8001' };
const start = (name) =>
  `Start your ${name === 'notesUrl' ? 'notes service' : 'server'}, leave it running, and check that it prints the same address as ${name}.`;
const MORE_TIME =
  'To allow more time: npm test -- --timeout-request 60000, or node mark.mjs students.csv --timeout 60. In Postman: Settings, Request timeout.';

export const isTimeout = ({ error }) => /TIMEDOUT|timed? ?out/i.test(error || '');
export const isCertificate = (error) => /certificate|self.signed|CERT_|altname/i.test(error);

const unreachable = (pm, answer) => {
  const { error = '' } = answer;
  const name = addressed(pm, answer.request);
  const address = variable(pm, name);
  return {
    expected: `a server at ${address || name}`,
    got: isTimeout(answer) ? 'no answer in time' : 'no answer',
    hint: !/^(https?:\/\/)?(\[[\da-f:.]+\]|[\w.-]+)(:\d+)?(\/\S*)?$/i.test(address)
      ? `${name} isn't an address. In Postman, open the collection's Variables tab, set it to something like ${EXAMPLES[name]}, and save. In a terminal: npm ${name === 'notesUrl' ? 'run part4' : 'test'} -- --env-var ${name}=${EXAMPLES[name]}`
      : isCertificate(error)
        ? "This machine doesn't trust the server's certificate. If it's your own: npm test -- --insecure, or node mark.mjs students.csv --insecure. In Postman, turn off Settings, SSL certificate verification."
        : isTimeout(answer)
          ? `Open ${address} in a browser, wait until it answers, and run the tests again. No response came in time: the server is hanging, slow or still waking up, or a firewall is in between. ${MORE_TIME}`
          : /^https:/.test(address) && !/ECONNREFUSED|ENOTFOUND|EAI_AGAIN/.test(error)
            ? `Write http:// instead of https:// in ${name}: the server there speaks http.`
            : `${start(name)}${/localhost/.test(address) ? ' Use 127.0.0.1 instead of localhost, which can be a different address.' : ''} The error says more. ECONNREFUSED: nothing is listening on that port. ENOTFOUND: no machine has that name. ETIMEDOUT or ESOCKETTIMEDOUT: a firewall is in between, or the server is hanging. ECONNRESET: that port may speak https. In Postman on the web, choose the Desktop Agent: the cloud can't reach your machine.`,
    // Without an answer, nobody knows the server's language.
    lesson: 'postman/README.md#when-the-server-cant-be-reached',
  };
};

/** What the program at the other end calls itself. */
export const itself = ({ values }) =>
  values('server').length ? ` It calls itself "${values('server').join(', ')}".` : '';

const locationOf = ({ values }) => values('location')[0] || '';
const hostOf = (address) => (address.match(/^\w+:\/\/([^/:?#]+)/) || [])[1];

/** Does the server redirect to itself over https? A redirect to another site is the server's own business. */
const movesToHttps = (answer) => {
  const location = locationOf(answer);
  const { url } = answer.request;
  return /^https:/.test(location) && /^http:/.test(url) && hostOf(location) === hostOf(url);
};

/** Does the server redirect to the same path with a slash at its end? */
const addsSlash = (answer) => {
  if (!isRedirect(answer)) return false;
  const pathOf = (address) => address.replace(/^\w*:?\/\/[^/]*/, '').replace(/[?#].*/, '');
  const path = pathOf(answer.request.url);
  const location = pathOf(locationOf(answer).replace(/^\.\//, ''));
  return (location.startsWith('/') ? location : path.replace(/[^/]*$/, location)) === `${path}/`;
};

/** A rate limit, of the server or of a proxy in front of it. nginx answers 503 unless it's configured otherwise. */
const limits = ({ status, json, values }) =>
  status === 429 || (status === 503 && !isObject(json) && values('retry-after').length > 0);

const isProxy = ({ status, json }) => status === 407 || ([502, 503, 504].includes(status) && !isObject(json));

/** A finding about the environment, or undefined. */
export const environment = (pm, answer) => {
  if (!answer.status) return unreachable(pm, answer);
  const name = addressed(pm, answer.request);
  const address = variable(pm, name);
  if (/\/$/.test(address))
    return {
      expected: `a ${name} that doesn't end in a slash`,
      got: address,
      hint: `Remove the slash at the end of ${name}: each request's path starts with one.`,
    };
  if (movesToHttps(answer))
    return {
      expected: 'a response over http',
      hint: `Turn off your server's redirect to https while you learn, or set ${name} to the https address. The server redirects to ${locationOf(answer)}.`,
    };
  if (addsSlash(answer))
    return {
      expected: `a response at ${answer.request.url.replace(/^\w+:\/\/[^/]*/, '')}`,
      hint: 'Declare the route without a slash at its end. Yours has one, so the server redirects every request to it.',
    };
  if (limits(answer)) {
    const [wait] = answer.values('retry-after');
    return {
      expected: 'a response to each request',
      hint: `Raise the rate limit or turn it off, restart the server, and run again. The server, or a proxy in front of it, limits requests, and a run sends a few hundred a minute.${wait ? ` The response asks you to wait: Retry-After: ${wait}.` : ''}`,
    };
  }
  if (isProxy(answer))
    return {
      expected: 'a response from your server',
      hint: `${answer.status === 503 ? 'Wait, then run again. If that keeps happening, raise the rate limit.' : 'Turn the proxy off for 127.0.0.1. In Postman: Settings, Proxy. In a terminal: NO_PROXY=127.0.0.1.'} A proxy answered instead of your server.${itself(answer)}${answer.status === 503 ? ' It limits requests, or the server behind it is still starting.' : ''}`,
    };
  return undefined;
};

/** A finding about one missing answer, while the server answers other requests. */
export const silence = (answer, name = '') => ({
  answer,
  expected: "a response to each request, even if it's a refusal",
  got: `${name ? `${name}: ` : ''}no answer${isTimeout(answer) ? ' in time' : answer.error ? ': the connection was closed' : ''}`,
  hint: isTimeout(answer)
    ? `Look at the server's terminal to see what it's waiting for. The server answers other requests, but not this one, or not in time. ${MORE_TIME}`
    : "Look at the server's terminal for the cause. The server answers other requests, but closed the connection on this one: it crashed here, or it reused a connection on which an earlier request's body was still unread.",
});

/**
 * Did this script's request get no answer, for a reason other than a redirect that led elsewhere? Scripts
 * can't keep a runner from following one; in that case, the answer to the request itself says more.
 */
export const isUnreachable = (pm, { status, error, request }) => {
  if (status) return false;
  const [, scheme, port] = variable(pm, addressed(pm, request)).match(/^(\w+):\/\/[^/]*?(?::(\d+))?\/*$/) || [];
  const [, elsewhere] = error.match(/:(\d+)$/) || [];
  const isElsewhere =
    scheme === 'http' &&
    (/certificate|SSL|TLS/.test(error) || (elsewhere !== undefined && elsewhere !== (port || '80')));
  return !isElsewhere;
};

/**
 * What the answers of a step say about the environment, starting with its own: `{ finding, answer, isOver }`,
 * or undefined. The run is over unless that server answers other requests.
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
  return all.some((answer) => answer.status && isSameServer(pm, answer, silent))
    ? { answer: silent, finding: silence(silent), isOver: false }
    : { answer: silent, finding: environment(pm, silent), isOver: true };
};

/**
 * Fails a test about the environment and ends the run: no later test could say more. If it's about the second server,
 * the run continues without the requests to it.
 */
export const endRun = (pm, test, finding, answer) => {
  known.reported.push(test);
  pm.test(test, () => pm.expect.fail(report(pm, finding, answer)));
  if (addressed(pm, answer.request) === 'notesUrl') known.isNotesAway = true;
  else pm.execution.setNextRequest(null);
};
