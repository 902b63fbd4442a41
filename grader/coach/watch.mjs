// Notices when a server comes up, goes down or is restarted. It uses connections alone, so it works for any language.
//
// One idle connection is always open. When the server's process ends, the system closes the connection, so even a
// restart between two looks is noticed. Each look opens a new connection before it closes the old one, so none is
// idle long enough for a server to close it.
//
// An idle connection would block a server that handles one connection at a time. So the first look checks whether
// the server answers while one is open. If it doesn't, each look connects and hangs up, and a restart that is
// faster than the time between two looks goes unnoticed.

import { connect } from 'node:net';

/** Milliseconds until the next look at a server that is up, and at one that is down. */
const NEXT_LOOK = { up: 500, down: 200 };
const CONNECT_TIMEOUT = 2000;
const ANSWER_TIMEOUT = 1000;
/** How long an old connection stays open after a new one has started: the news of its end may be on its way. */
const OVERLAP = 100;
/**
 * If connections end this many times, each soon after the last, while new ones are accepted at once, nothing
 * restarts: this server hangs up on idle connections.
 */
const HANGS_UP = 3;

/** `tell` gets `up`, after each restart, too, and `down`. Returns a function that ends the watch. */
export function watch({ host, port, tell }) {
  let isUp;
  let mode = 'unknown';
  let isClosed = false;
  let isLooking = false;
  let timer;
  let lastEnd = 0;
  let ends = 0;
  const idle = new Set();

  async function look() {
    isLooking = true;
    const socket = await open(host, port);
    if (!isClosed && !socket) depart();
    else if (!isClosed && !isUp) await arrive(socket);
    else keep(socket);
    isLooking = false;
    if (!isClosed) timer = setTimeout(look, isUp ? NEXT_LOOK.up : NEXT_LOOK.down);
  }

  function depart() {
    release();
    // Nothing listens, so the connection ended with the server.
    ends = 0;
    if (isUp !== false) tell('down');
    isUp = false;
  }

  async function arrive(socket) {
    if (mode === 'unknown') mode = await modeFor(socket, host, port);
    if (isClosed) return socket.destroy();
    // The server is already gone again: the next look says so.
    if (socket.destroyed && mode === 'hold') return;
    isUp = true;
    keep(socket);
    // A server that was only slow to answer is asked again after its next start.
    if (mode === 'slow') mode = 'unknown';
    tell('up');
  }

  function keep(socket) {
    if (isClosed || mode !== 'hold') return socket?.destroy();
    for (const older of idle) setTimeout(() => hangUp(older), OVERLAP);
    idle.add(socket);
    socket.on('close', () => idle.has(socket) && ended());
    if (socket.destroyed) ended();
  }

  function hangUp(socket) {
    idle.delete(socket);
    socket.destroy();
  }

  const release = () => idle.forEach(hangUp);

  /** A connection was closed: the server has ended, and may already be up again. */
  function ended() {
    release();
    const now = Date.now();
    ends = now - lastEnd < 2 * NEXT_LOOK.up ? ends + 1 : 1;
    lastEnd = now;
    if (ends >= HANGS_UP) {
      mode = 'touch';
      return;
    }
    isUp = undefined;
    clearTimeout(timer);
    if (!isLooking) look();
  }

  look();
  return () => {
    isClosed = true;
    clearTimeout(timer);
    release();
  };
}

/** A connection, or undefined. */
function open(host, port) {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const timer = setTimeout(() => socket.destroy(), CONNECT_TIMEOUT);
    socket.on('connect', () => resolve(socket));
    // An error is followed by `close`.
    socket.on('error', () => {});
    socket.on('close', () => resolve(undefined));
    socket.on('close', () => clearTimeout(timer));
    socket.on('connect', () => clearTimeout(timer));
    // A socket notices the end of its connection only while it is read.
    socket.resume();
  });
}

/** How to watch this server: `hold` a connection, `touch` it at each look, or `slow`: not known yet. */
async function modeFor(idle, host, port) {
  const probe = await open(host, port);
  if (!probe) return 'slow';
  const answered = new Promise((resolve) => {
    probe.once('data', () => resolve(true));
    probe.once('close', () => resolve(true));
  });
  probe.write(`HEAD / HTTP/1.1\r\nHost: ${host}:${port}\r\nConnection: close\r\n\r\n`);
  try {
    if (await within(ANSWER_TIMEOUT, answered)) return 'hold';
    // Does the server answer once the idle connection is closed?
    idle.destroy();
    return (await within(ANSWER_TIMEOUT, answered)) ? 'touch' : 'slow';
  } finally {
    probe.destroy();
  }
}

function within(milliseconds, promise) {
  let timer;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
