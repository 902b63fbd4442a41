// A class of thirty servers in different states, in this process: finished, at each lesson, wrong, and not well.

import { createServer } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { Server } from '../../grader/check/1-sign-and-verify/server.mjs';

/** A server at the end of a lesson, as the checkpoints are: what later lessons add isn't there yet. */
class At extends Server {
  constructor(lesson) {
    super();
    this.lesson = lesson;
    const verify = lesson >= 6 ? { '/verify-token': { POST: 'verifyToken' } } : {};
    this.routes = { '/': { GET: 'home' }, '/sign-token': { GET: 'signToken' }, ...verify };
  }

  signToken() {
    if (this.lesson < 3) return this.json(200, { message: 'You are authorized!' });
    return this.lesson < 5 ? this.json(200, { id: 1, username: 'test' }) : super.signToken();
  }

  verifyToken(request) {
    return this.lesson < 7 ? this.json(200, { token: this.token(request) }) : super.verifyToken(request);
  }

  claims() {
    const { iss, aud, iat, exp, ...user } = super.claims();
    return { ...user, ...(this.lesson >= 8 ? { iat, exp } : {}), ...(this.lesson >= 9 ? { iss, aud } : {}) };
  }

  checkExp(payload) {
    if (this.lesson >= 8) super.checkExp(payload);
  }
  checkNbf(payload) {
    if (this.lesson >= 8) super.checkNbf(payload);
  }
  checkIss(payload) {
    if (this.lesson >= 9) super.checkIss(payload);
  }
  checkAud(payload) {
    if (this.lesson >= 9) super.checkAud(payload);
  }
}

/** Finished, except for nbf: lesson 09 passes, 08 doesn't. */
class WithoutNbf extends Server {
  checkNbf() {}
}

/** Shows its secret, and a token, in its answers. */
class Talkative extends Server {
  refusalBody(refusal) {
    return { error: `${refusal.message}: ${this.secret}, not ${this.sign(this.claims())}` };
  }
}

const TEN_MEGABYTES = 'x'.repeat(10 * 1024 * 1024);

const overHttp = (newServer) => () =>
  createServer(async (request, response) => {
    request.body = (await request.toArray()).join('');
    const answer = await newServer.answer(request);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
const raw = (handle) => () => createTcpServer((socket) => handle(socket.on('error', () => {})));

export const finished = () => overHttp(new Server());
export const withoutNbf = () => overHttp(new WithoutNbf());
export const talkative = () => overHttp(new Talkative());
export const at = (lesson) => overHttp(new At(lesson));
/** Accepts the connection and never answers. */
export const silent = () => raw(() => {});
/** Signs tokens, and hangs as soon as it gets one. */
export const stuck = () => () =>
  createServer((request, response) => {
    if (request.method !== 'GET') return;
    const { status, headers, body } = new Server().signToken();
    response.writeHead(status, headers).end(body);
  });
export const garbage = () => raw((socket) => socket.end('\u0000\u001b[31m not HTTP\r\n\r\n'));
export const huge = () => () =>
  createServer((_, response) => response.writeHead(200, { 'Content-Type': 'application/json' }).end(TEN_MEGABYTES));
export const hostile = () =>
  overHttp({ answer: () => ({ status: 200, headers: {}, body: '<img src=x onerror="document.title=1">' }) });

/** A place for a server, with its own port: the server can be started, stopped, and replaced by a different one there. */
export async function newSeat(create) {
  const seat = { port: 0 };
  let server;
  let sockets;
  seat.start = async (another = create) => {
    server = another();
    sockets = new Set();
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    await new Promise((resolve, reject) => server.once('error', reject).listen(seat.port, '127.0.0.1', resolve));
    seat.port = server.address().port;
  };
  seat.stop = async () => {
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
    server = undefined;
  };
  seat.address = () => `http://127.0.0.1:${seat.port}`;
  await seat.start();
  return seat;
}

/** Thirty students, by name. */
export const CLASS = {
  Ada: finished(),
  Ben: at(2),
  Cleo: at(3),
  Dan: at(4),
  Eve: at(5),
  Finn: at(6),
  Gus: at(7),
  Hanna: at(8),
  Ivo: at(9),
  Jana: withoutNbf(),
  Kai: silent(),
  Lena: stuck(),
  Max: garbage(),
  Nora: huge(),
  Omar: hostile(),
  Pia: talkative(),
  Quinn: finished(),
  Rosa: finished(),
  Sam: finished(),
  Tara: at(7),
  Udo: at(7),
  Vera: at(8),
  Will: at(8),
  Xenia: at(6),
  Yuri: finished(),
  Zoe: finished(),
  Anna: at(5),
  Bela: at(5),
  Carl: finished(),
  Dora: withoutNbf(),
};
