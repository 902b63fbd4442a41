// Why nothing answers at an address, for the person who marks a class: what was seen, and what to do about it.

import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { networkInterfaces } from 'node:os';
import { isCertificate } from '../shared/environment.js';

/** A connection in a class's network takes milliseconds. */
const CONNECT_MILLISECONDS = 4000;

/** A response in this course has a few hundred bytes. Newman would hold even an endless one in memory. */
const MOST_BYTES = 1024 * 1024;
const TOO_MUCH = 'TOO_MUCH';

/**
 * Asks once, and resolves to undefined if an HTTP answer comes, whatever it says. Otherwise to
 * `{ kind, what, hint }`: `what` was seen, and `hint` says what to do.
 */
export async function whyNot(address, { path = '/', insecure = false, milliseconds, signal } = {}) {
  const mistake = mistakeIn(address);
  if (mistake) return finding('address', mistake.what, mistake.hint);
  const url = new URL(address + path);
  const { isConnected, error } = await ask(url, { insecure, milliseconds, signal });
  return error && explain(error, { url, isConnected });
}

function ask(url, { insecure, milliseconds, signal }) {
  return new Promise((resolve) => {
    let isConnected = false;
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
      agent: false,
      rejectUnauthorized: !insecure,
      signal,
    });
    const late = (what) => () => request.destroy(Object.assign(new Error(what), { code: 'ETIMEDOUT' }));
    let timer = setTimeout(late('no connection in time'), Math.min(CONNECT_MILLISECONDS, milliseconds));
    request.on('socket', (socket) =>
      socket.on('connect', () => {
        isConnected = true;
        clearTimeout(timer);
        timer = setTimeout(late('no answer in time'), milliseconds);
      }),
    );
    request.on('response', (response) => {
      let bytes = 0;
      response.on('data', (chunk) => {
        bytes += chunk.length;
        if (bytes > MOST_BYTES) request.destroy(Object.assign(new Error('too much'), { code: TOO_MUCH }));
      });
      response.on('end', () => resolve({ isConnected }));
      response.on('error', (error) => resolve({ isConnected, error }));
    });
    request.on('error', (error) => resolve({ isConnected, error }));
    request.on('close', () => clearTimeout(timer));
    request.end();
  });
}

const finding = (kind, what, hint) => ({ kind, what, hint });

function mistakeIn(address) {
  const example = 'Ask the student for an address such as http://192.168.1.21:8000.';
  const [, port] = address.match(/:(\d+)(?:\/|$)/) ?? [];
  if (port && (Number(port) === 0 || Number(port) > 65_535))
    return {
      what: `${port} isn't a port`,
      hint: 'Use the port that the server prints when it starts: ports go from 1 to 65535.',
    };
  if (!URL.canParse(address)) return { what: `${address} isn't an address`, hint: example };
  const { hostname } = new URL(address);
  if (hostname === '0.0.0.0' || hostname === '[::]')
    return {
      what: `${hostname} isn't the address of a machine`,
      hint: `Ask the student for the laptop's IP address: a server prints ${hostname} if it listens on all addresses. To find it, run ipconfig (Windows), ipconfig getifaddr en0 (macOS) or hostname -I (Linux).`,
    };
  return undefined;
}

/** By the code of the error: what was seen, and what to do. */
function explain(error, { url, isConnected }) {
  const { code = '' } = error;
  const { hostname } = url;
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  const isHere = isLoopback(hostname);
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return finding(
      'unknown name',
      `no machine here has the name ${hostname}`,
      "Use the laptop's IP address instead: on the laptop, run ipconfig (Windows), ipconfig getifaddr en0 (macOS) or hostname -I (Linux).",
    );
  if (code === 'ECONNREFUSED')
    return finding(
      'refused',
      `the machine answers, but nothing is listening on port ${port}`,
      isHere
        ? `Check the list: ${hostname} is this machine, not a student's. If you mean this machine, start the server on it.`
        : 'Check that the server is running, on this port, and listening on the network (ROCKET_ADDRESS=0.0.0.0).',
    );
  if (['EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL'].includes(code))
    return finding('unreachable', `there is no route to ${hostname}`, networkHint(hostname));
  if (code === 'ETIMEDOUT' && !isConnected)
    return finding('timed out', `${hostname} doesn't accept the connection`, networkHint(hostname));
  if (code === 'ETIMEDOUT')
    return finding(
      'no answer',
      'the server accepted the connection, but no response came in time',
      "Look at the server's terminal, or allow more time with --timeout. The server is hanging, is still waking up, or handles one connection at a time.",
    );
  if (code === TOO_MUCH)
    return finding(
      'too much',
      'the first response has more than a megabyte',
      "Check which program answers there: it isn't the student's server, or its response never ends.",
    );
  if (isCertificate(`${code} ${error.message}`))
    return finding(
      'certificate',
      "this machine doesn't trust the server's certificate",
      'Use --insecure if the certificate is self-signed.',
    );
  if (code === 'EPROTO' || /wrong version number|packet length too long/i.test(error.message))
    return finding('http', 'the server there speaks http', 'Write http:// instead of https:// in the list.');
  if (code.startsWith('HPE_'))
    return isTls(error.rawPacket)
      ? finding(
          'https',
          'the server there speaks https',
          'Write https:// in the list, and use --insecure if the certificate is self-signed.',
        )
      : finding(
          'not http',
          "the program there doesn't speak HTTP",
          'Check which port the server printed: a different program is using this one.',
        );
  if (code === 'ECONNRESET' || code === 'EPIPE')
    return finding(
      'hung up',
      'the connection was closed without a response',
      "Look at the server's terminal: the server crashed on this request, or it expects https on this port.",
    );
  return finding('no answer', error.message, 'Open the address in a browser on this machine.');
}

const isTls = (bytes) => bytes?.[0] === 0x15 && bytes[1] === 0x03;
const isLoopback = (host) => /^(localhost|127\.|\[::1\])/.test(host);

function networkHint(host) {
  const here = ownAddresses();
  const network = host.match(/^(\d+\.\d+\.\d+)\.\d+$/)?.[1];
  if (network && isPrivate(host) && here.length > 0 && !here.some((own) => own.startsWith(`${network}.`)))
    return `Join the student's network: this machine (${here.join(', ')}) is on a different one.`;
  return "Check whether any other laptop reaches the student's, which may be asleep or have a firewall. If none does, the Wi-Fi may isolate its clients.";
}

const ownAddresses = () =>
  Object.values(networkInterfaces())
    .flat()
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);

/** Is this host in a private network? If so, no proxy can be on the way to it. */
export function isPrivate(host) {
  return (
    isLoopback(host) ||
    /^(10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.)/.test(host) ||
    /^\[f[cde]/i.test(host) ||
    !host.includes('.') ||
    host.endsWith('.local')
  );
}

/** The proxy that the environment names for an address, or undefined. */
export function proxyFor(address, environment = process.env) {
  if (!URL.canParse(address)) return undefined;
  const { hostname, protocol } = new URL(address);
  const read = (name) => environment[name.toUpperCase()] || environment[name];
  const proxy = read(`${protocol.slice(0, -1)}_proxy`);
  const exceptions = (read('no_proxy') ?? '').split(/[\s,]+/).filter(Boolean);
  const isException = exceptions.some(
    (one) => one === '*' || hostname.endsWith(one.replace(/^\*?\.?/, '').replace(/:\d+$/, '')),
  );
  return !proxy || isException || isPrivate(hostname) ? undefined : proxy;
}

const UNREACHED = ['timed out', 'unreachable'];

/** What the findings of a whole class say together, but none says alone: a sentence, or undefined. */
export function networkOf(findings) {
  const unreached = findings.filter((one) => one && UNREACHED.includes(one.kind)).length;
  if (unreached < 3 || unreached * 2 < findings.length) return undefined;
  return `${unreached} of ${findings.length} laptops can't be reached at all. The cause is probably the network: a Wi-Fi network that isolates its clients, or a different network from yours.`;
}
