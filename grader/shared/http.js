// Requests and answers. Each function gets the pm of its caller: the pm from when a script was loaded is stale.

export const variable = (pm, name) => String(pm.variables.get(name) || '');
export const route = (pm, method, path, more = {}) => ({
  method,
  url: variable(pm, 'baseUrl') + path,
  headers: {},
  ...more,
});

const NO_ANSWER = { status: 0, type: '', challenge: '', body: '', values: () => [] };

/** An answer, in the form that the checks read. A status of 0 means that there was none; `error` says why, if the script can know. */
export const answerOf = (request, response, error = '') => {
  if (!response || response.code === undefined) return { ...NO_ANSWER, request, error };
  const values = (name) =>
    response.headers
      .all()
      .filter(({ key }) => key.toLowerCase() === name)
      .map(({ value }) => value);
  const body = response.text() || '';
  let json;
  try {
    json = JSON.parse(body);
  } catch {
    json = undefined;
  }
  return {
    request,
    body,
    json,
    values,
    status: response.code,
    type: values('content-type').join(', '),
    challenge: values('www-authenticate').join(', '),
    milliseconds: response.responseTime,
  };
};

/** The answers that this step's scripts have received so far, in order: any of them can show a problem of the environment. */
export const heard = [];

/** Sends a script's request; `done` gets the answer with the milliseconds it took, and what Postman adds. */
export const ask = (pm, request, done) => {
  const started = Date.now();
  pm.sendRequest(
    {
      url: request.url,
      method: request.method,
      header: request.headers,
      body: request.body === undefined ? undefined : { mode: 'raw', raw: request.body },
    },
    (error, response, more) => {
      const answer = error ? answerOf(request, undefined, error.message || error.code) : answerOf(request, response);
      answer.milliseconds = answer.milliseconds ?? Date.now() - started;
      heard.push(answer);
      done(answer, more);
    },
  );
};

/** One after another, so that the console stays readable. */
export const askAll = (pm, requests, done, answers = []) =>
  requests.length === answers.length
    ? done(answers)
    : ask(pm, requests[answers.length], (answer) => askAll(pm, requests, done, [...answers, answer]));

/** What Postman itself sent, without the headers that it adds to every request. */
export const sent = (pm) => {
  const { method, url, headers, body } = pm.request;
  const ours = headers
    .all()
    .filter(
      ({ key, value }) =>
        /^(accept|authorization|content-type|cookie|origin|sec-fetch-site)$/i.test(key) && value !== '*/*',
    );
  const rows =
    body && body.mode === 'urlencoded'
      ? body.urlencoded.all().map(({ key, value }) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`)
      : [];
  return {
    method,
    url: url.toString(),
    headers: Object.fromEntries(ours.map(({ key, value }) => [key, value])),
    body: rows.join('&') || (body && body.raw) || undefined,
  };
};

const quoted = (text) => `"${String(text).replace(/(["\\$`])/g, '\\$1')}"`;
export const curl = ({ method, url, headers, body }) =>
  [
    'curl -i',
    method === 'GET' ? '' : `-X ${method}`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    body ? `-d ${quoted(body.replace(/\n\s*/g, ' '))}` : '',
    /[?&]/.test(url) ? quoted(url) : url,
  ]
    .filter(Boolean)
    .join(' ');

export const isRedirect = ({ status }) => [301, 302, 303, 307, 308].includes(status);

export const show = ({ status, type, body, values }) => {
  if (!status) return 'no answer';
  if (isRedirect({ status })) return `${status}, with Location: ${values('location')[0] || '(none)'}`;
  const text = body.replace(/\s+/g, ' ').trim();
  const shown = text.length > 200 ? `${text.slice(0, 200)}…` : text;
  return `${status}${shown ? ` ${shown}` : ', with an empty body'}${/html/.test(type) ? ' (HTML)' : ''}`;
};

export const isSuccess = ({ status }) => status >= 200 && status < 300;
export const isObject = (value) => value !== null && typeof value === 'object';
