// The watch notices each start and end of a server, whatever the server does with an idle connection.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { test } from 'node:test';
import { watch } from '../coach/watch.mjs';

/** Whatever never comes fails the test, instead of hanging the run. */
const GUARD = { timeout: 60_000 };

/** A watch whose news can be waited for, in order. */
function watched(t, port) {
  const told = [];
  const waiting = [];
  const end = watch({
    host: '127.0.0.1',
    port,
    tell: (news) => (waiting.length > 0 ? waiting.shift()(news) : told.push(news)),
  });
  t.after(end);
  return {
    told,
    next: () => (told.length > 0 ? told.shift() : new Promise((resolve) => waiting.push(resolve))),
  };
}

/** A server on a separate port, which can end as a process does, and start there again. */
async function newServer(t, create = () => createServer((_, response) => response.end())) {
  let server;
  let port = 0;
  const sockets = new Set();
  const one = {
    /** The most connections that were open at the same time. */
    most: 0,
    /** All connections that were accepted, restarts included. */
    accepted: 0,
    async start() {
      server = create();
      server.on('connection', (socket) => {
        sockets.add(socket);
        one.accepted += 1;
        socket.on('error', () => {}).on('close', () => sockets.delete(socket));
        one.most = Math.max(one.most, sockets.size);
        one.onConnection?.();
      });
      await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
      port = server.address().port;
    },
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    get port() {
      return port;
    },
    connections: (count) =>
      new Promise((resolve) => {
        let left = count;
        one.onConnection = () => (left -= 1) === 0 && resolve();
      }),
  };
  await one.start();
  t.after(() => one.stop());
  return one;
}

test('a server that is started, ended and started again is noticed each time', GUARD, async (t) => {
  const server = await newServer(t);
  await server.stop();
  const { next } = watched(t, server.port);
  assert.equal(await next(), 'down');
  await server.start();
  assert.equal(await next(), 'up');
  await server.stop();
  assert.equal(await next(), 'down');
  await server.start();
  assert.equal(await next(), 'up');
});

test('a restart that is faster than any look is noticed, at the next connection', GUARD, async (t) => {
  const server = await newServer(t);
  const { next, told } = watched(t, server.port);
  assert.equal(await next(), 'up');
  for (const connections of [3, 4]) {
    // In between, the idle connection has been replaced by younger ones, which isn't a restart.
    await server.connections(connections);
    assert.deepEqual(told, []);
    const { accepted } = server;
    await server.stop();
    await server.start();
    assert.equal(await next(), 'up');
    assert.equal(server.accepted, accepted + 1);
  }
});

test('each of many restarts in a row is noticed', GUARD, async (t) => {
  const server = await newServer(t);
  const { next } = watched(t, server.port);
  assert.equal(await next(), 'up');
  for (let restart = 0; restart < 6; restart += 1) {
    await server.stop();
    assert.equal(await next(), 'down');
    await server.start();
    assert.equal(await next(), 'up');
  }
  // A connection is still held, so that this one is noticed too.
  await server.stop();
  await server.start();
  assert.equal(await next(), 'up');
});

test('a server that handles one connection at a time is not blocked', GUARD, async (t) => {
  const server = await newServer(t, oneAtATime);
  const { next } = watched(t, server.port);
  assert.equal(await next(), 'up');
  server.most = 0;
  await server.connections(3);
  assert.equal(server.most, 1);
  const response = await fetch(`http://127.0.0.1:${server.port}/`, { headers: { Connection: 'close' } });
  assert.equal(response.status, 200);
  await server.stop();
  assert.equal(await next(), 'down');
  await server.start();
  assert.equal(await next(), 'up');
});

test(
  'a server that hangs up on idle connections is not mistaken for one that restarts all the time',
  GUARD,
  async (t) => {
    const hangUp = (socket) => setTimeout(() => socket.bytesRead === 0 && socket.end(), 10);
    const server = await newServer(t, () => createServer((_, response) => response.end()).on('connection', hangUp));
    const { next, told } = watched(t, server.port);
    await server.connections(16);
    assert.ok(told.length <= 3 && told.every((news) => news === 'up'), `${told}`);
    await server.stop();
    while ((await next()) !== 'down');
    await server.start();
    assert.equal(await next(), 'up');
  },
);

/** As in Python's `http.server`: the next connection has to wait until the last one has ended. */
function oneAtATime() {
  const waiting = [];
  let isBusy = false;
  const serve = () => {
    const socket = waiting.shift();
    isBusy = Boolean(socket);
    if (!socket) return;
    socket.on('close', serve);
    socket.on('error', () => {});
    if (socket.destroyed) return void serve();
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'));
    socket.on('end', () => socket.end());
  };
  return createTcpServer((socket) => {
    socket.on('error', () => {});
    waiting.push(socket);
    if (!isBusy) serve();
  });
}
