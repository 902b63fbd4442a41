// Converts a v3 source to a v2.1 collection, which Newman runs and every version of Postman imports.

const SCHEMA = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';
const EVENTS = { beforeRequest: 'prerequest', 'http:beforeRequest': 'prerequest', afterResponse: 'test' };

export function convert({ definition, folders }) {
  return {
    info: { _postman_id: definition.id, name: definition.name, description: definition.description, schema: SCHEMA },
    event: definition.scripts.map(event),
    variable: definition.variables,
    item: folders.map(({ name, definition: { description }, requests }) => ({
      name,
      description,
      item: requests.map(item),
    })),
  };
}

function item({ name, request, examples }) {
  return {
    name,
    id: request.id,
    protocolProfileBehavior: request.settings,
    event: request.scripts.map(event),
    request: {
      ...sent(request),
      ...(request.auth && { auth: auth(request.auth) }),
      description: request.description,
    },
    response: examples.map(({ name: title, example }) => response(title, example)),
  };
}

function event({ type, code, language }) {
  return { listen: EVENTS[type], script: { type: language, exec: code.split('\n') } };
}

function sent({ method, url, headers, body: content }) {
  return { method, header: pairs(headers), ...(content && { body: body(content) }), url: address(url) };
}

function body({ type, content }) {
  return type === 'urlencoded'
    ? { mode: 'urlencoded', urlencoded: pairs(content) }
    : { mode: 'raw', raw: content, options: { raw: { language: type } } };
}

/** `{{baseUrl}}/verify-token?token=x`, taken apart as Postman stores it. */
function address(raw) {
  const [, host, path, query] = raw.match(/^([^/?]+)\/([^?]*)\??(.*)$/);
  const rows = query.split('&').filter(Boolean);
  return {
    raw,
    host: [host],
    path: path.split('/'),
    ...(rows.length > 0 && {
      query: rows.map((row) => row.split('=')).map(([key, ...value]) => ({ key, value: value.join('=') })),
    }),
  };
}

function auth({ type, credentials }) {
  return { type, [type]: pairs(credentials).map((pair) => ({ ...pair, type: 'string' })) };
}

function response(name, { request, response: { statusCode, statusText, headers, body: answer } }) {
  return {
    name,
    originalRequest: sent(request),
    status: statusText,
    code: statusCode,
    _postman_previewlanguage: answer.type,
    header: pairs(headers),
    cookie: [],
    body: answer.content,
  };
}

const pairs = (fields = {}) =>
  Array.isArray(fields) ? fields : Object.entries(fields).map(([key, value]) => ({ key, value }));
