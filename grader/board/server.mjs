// Serves the board to browsers on this machine only.

import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const FILES = {
  '/': ['page.html', 'text/html; charset=utf-8'],
  '/board.css': ['board.css', 'text/css; charset=utf-8'],
  '/board.js': ['board.js', 'text/javascript; charset=utf-8'],
};

const HEADERS = {
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/** The milliseconds between two lines that keep a stream alive, and the most streams. */
const HEARTBEAT = 10_000;
const MOST_STREAMS = 32;

/**
 * `board` has `view()`, `details(key, number)`, `csv()`, `junit()`, and `act(action)` for `pause` and `resume`.
 * Resolves to `{ url, publish, close }`; `publish` sends the view to all pages.
 */
export async function serve(board, { port }) {
  const streams = new Set();
  const files = new Map(
    Object.entries(FILES).map(([path, [file, type]]) => [
      path,
      { type, bytes: readFileSync(new URL(`page/${file}`, import.meta.url)) },
    ]),
  );
  const server = createServer((request, response) => {
    const own = `127.0.0.1:${server.address().port}`;
    const names = [own, `localhost:${server.address().port}`];
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    // A different site's name may point here, and that site's page must not read the marks.
    if (!names.includes(request.headers.host)) return answer(response, 403, `Open http://${own}`);
    const { pathname, searchParams } = new URL(request.url, `http://${own}`);
    if (request.method === 'POST') return act(request, response, pathname, names);
    if (request.method !== 'GET') return answer(response, 405, 'GET or POST');
    if (files.has(pathname)) return answer(response, 200, files.get(pathname).bytes, files.get(pathname).type);
    if (pathname === '/events') return stream(request, response);
    if (pathname === '/details') return details(response, searchParams);
    if (pathname === '/marks.csv') return download(response, 'marks.csv', board.csv(), 'text/csv; charset=utf-8');
    if (pathname === '/marks.xml')
      return download(response, 'marks.xml', board.junit(), 'application/xml; charset=utf-8');
    return answer(response, 404, 'There is no such page.');
  });

  function details(response, parameters) {
    const found = board.details(parameters.get('key'), parameters.get('lesson'));
    if (!found) return answer(response, 404, 'There is no such mark.');
    return answer(response, 200, JSON.stringify(found), 'application/json');
  }

  /** Only this page may act: a different one can send a form here, but not with this Origin. */
  function act(request, response, pathname, names) {
    request.resume();
    if (!names.some((name) => request.headers.origin === `http://${name}`))
      return answer(response, 403, 'Only the board may do that.');
    if (!['/pause', '/resume'].includes(pathname)) return answer(response, 404, 'There is no such action.');
    board.act(pathname.slice(1));
    return answer(response, 204);
  }

  function stream(request, response) {
    if (streams.size >= MOST_STREAMS) return answer(response, 503, 'Too many pages are open.');
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write('retry: 1000\n\n');
    response.write(eventOf(board.view()));
    streams.add(response);
    const heartbeat = setInterval(() => response.write(': here\n\n'), HEARTBEAT);
    request.on('close', () => {
      clearInterval(heartbeat);
      streams.delete(response);
    });
  }

  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    publish() {
      if (streams.size === 0) return;
      const event = eventOf(board.view());
      for (const response of streams) {
        // A page that is slow to read gets the next event instead: each one is complete.
        if (response.writableLength === 0) response.write(event);
      }
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const eventOf = (view) => `data: ${JSON.stringify(view)}\n\n`;

function answer(response, status, body = '', type = 'text/plain; charset=utf-8') {
  if (status !== 204) response.setHeader('Content-Type', type);
  response.writeHead(status).end(status === 204 ? undefined : body);
}

function download(response, name, body, type) {
  response.setHeader('Content-Disposition', `attachment; filename="${name}"`);
  answer(response, 200, body, type);
}
