import { random } from './tokens.js';

// Tokens by a stranger's key. Scripts can't sign with ES256, so these were signed once: for the issuer jwt-sandbox, and
// for the two default audiences. They expire in the year 2100. The private key was thrown away.

const STRANGERS = {
  headers: {
    'its kid alone':
      'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6IlBGVXpWaXA2MlZBYlZrYkxDb3BrTmRUb2wzeU1DRmdxQi1zTjFSQWtZTUUifQ',
    'a jwk in the header':
      'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6IlBGVXpWaXA2MlZBYlZrYkxDb3BrTmRUb2wzeU1DRmdxQi1zTjFSQWtZTUUiLCJqd2siOnsia3R5IjoiRUMiLCJjcnYiOiJQLTI1NiIsIngiOiJqUk9vVUZPdzVjZHIxdmlhSldFWXY0ZmtJN2hMYXc2MDdxUnp5Y3BYOERvIiwieSI6IklYc0IzX3hKVmRKT296X04zczVUdmpNeXNfNVlpaXljRjNMbk4zdVNfdzQiLCJraWQiOiJQRlV6VmlwNjJWQWJWa2JMQ29wa05kVG9sM3lNQ0ZncUItc04xUkFrWU1FIiwiYWxnIjoiRVMyNTYiLCJ1c2UiOiJzaWcifX0',
    'a jku in the header':
      'eyJhbGciOiJFUzI1NiIsInR5cCI6ImF0K2p3dCIsImtpZCI6IlBGVXpWaXA2MlZBYlZrYkxDb3BrTmRUb2wzeU1DRmdxQi1zTjFSQWtZTUUiLCJqa3UiOiJodHRwczovL2F0dGFja2VyLmV4YW1wbGUvandrcy5qc29uIn0',
  },
  issuer: {
    payload:
      'eyJpc3MiOiJqd3Qtc2FuZGJveCIsImF1ZCI6Imp3dC1zYW5kYm94LXN0dWRlbnRzIiwic3ViIjoidmljdGltLW9mLWEtc3RyYW5nZXJzLWtleSIsInVzZXJuYW1lIjoidmljdGltLW9mLWEtc3RyYW5nZXJzLWtleSIsImNsaWVudF9pZCI6Imp3dC1zYW5kYm94LWFwcCIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjo0MTAyNDQ0ODAwLCJqdGkiOiJiMGE3MGNiYi05YTNjLTRkMGMtOGYwYS0yZjZmNWIwYTRjMTEifQ',
    signatures: [
      '9MpElRBW2eB_0UhkcoUg1rQp0WgWmonqNbiPvYBCpLaPV5W0MBbndHk3nkUj0VfWdmh6p9jSjsDWepfEW-geJA',
      'NncZg1OLQmehraE57qJ5xHK4__8aLdpWoJqkT62dpy24mrRmwu0b0MXiQEomnt5XApVag3gcAw44shQNQxWn_g',
      'tG9eNbU5wTTCnAKhDqugnpASHKgJSAPTo03Zv5NcBjtZwfdo4rrNKd7pjVepw-aJC6zTySnKBviJAsNg517VWw',
    ],
  },
  notes: {
    payload:
      'eyJpc3MiOiJqd3Qtc2FuZGJveCIsImF1ZCI6Imp3dC1zYW5kYm94LW5vdGVzIiwic3ViIjoidmljdGltLW9mLWEtc3RyYW5nZXJzLWtleSIsInVzZXJuYW1lIjoidmljdGltLW9mLWEtc3RyYW5nZXJzLWtleSIsImNsaWVudF9pZCI6Imp3dC1zYW5kYm94LWFwcCIsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjo0MTAyNDQ0ODAwLCJqdGkiOiJiMGE3MGNiYi05YTNjLTRkMGMtOGYwYS0yZjZmNWIwYTRjMTEifQ',
    signatures: [
      'w_p5umJkUvCcrJiBN95Z8Fz84CghFTyguIWEFfiPMYu06i9lWDuA1knrXvLpmaZv_SJxK9ZDqwltQawbKIFUuw',
      '9hjKBUh52kaegXlhmjgAYVg85qxlOnTbLeYGduMU7-hUt5W3LVF7WxA1dv4UTGlW52YzY0pR8TCKZ8tNifGgFA',
      'RRgrF7qI644QBKgpy1UOFXi4jw0lmnXgTnkdtcSsa0vdecu_cp_ZX7UmrGDQiWR3vfe5Jjnc7UCgfjYRhNd7Pg',
    ],
  },
};

/** The tokens for one of the two services, by what their header does with the stranger's key. */
export const strangersTokens = (at) => {
  const { payload, signatures } = STRANGERS[at];
  return Object.fromEntries(
    Object.entries(STRANGERS.headers).map(([name, header], index) => [
      name,
      [header, payload, signatures[index]].join('.'),
    ]),
  );
};

/** A header with a name for a key that doesn't exist, and that no program should look up as a path or a property. */
export const UNKNOWN_KIDS = () => [random(43), '__proto__', 'constructor', '../../etc/passwd', "' OR 1=1 --", ''];
