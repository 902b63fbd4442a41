// Mistakes of lesson 20: a service that verifies.

import { createPublicKey } from 'node:crypto';
import { Refusal } from '../../1-sign-and-verify/server.mjs';

export const FLAWS = [
  {
    name: 'decodes-only-at-the-notes',
    what: 'the notes service reads the payload and never looks at the signature',
    caughtBy: [
      'A token for the issuer itself › A token for the issuer is refused',
      'A note with a changed token › A changed token is refused here, too',
      'The fetched key as a secret › A token signed with the fetched key as its secret is refused',
      'A note without a signature › A token without a signature is refused here, too',
      "Another issuer for the notes › A token by a stranger's key is refused",
      "A key that the issuer never had › A token whose kid the issuer doesn't publish is refused",
      'Another kind of token for the notes › A token with another header is refused here, too',
    ],
    wrong: () => ({
      verify(token) {
        return this.isNotes ? this.decode(token.split('.')[1] ?? '') : super.verify(token);
      },
    }),
  },
  {
    name: 'alg-from-the-token-at-the-notes',
    what: 'the notes service takes the algorithm from the header, and the public key in PEM as its secret',
    caughtBy: ['The fetched key as a secret › A token signed with the fetched key as its secret is refused'],
    wrong: () => ({
      checkAlg({ alg }) {
        if (!(this.isNotes && alg === 'HS256')) super.checkAlg({ alg });
      },
      checkSignature(header, [first, second, signature]) {
        if (header.alg !== 'HS256') return super.checkSignature(header, [first, second, signature]);
        const pem = this.keyFor(header).export({ format: 'pem', type: 'spki' });
        if (!this.same(this.hmac(`${first}.${second}`, 'sha256', pem), this.bytes(signature))) throw new Refusal('no');
      },
    }),
  },
  {
    name: 'key-as-json-is-a-secret-at-the-notes',
    what: 'the notes service takes the algorithm from the header, and the JWK as text as its secret',
    caughtBy: ['The fetched key as a secret › A token signed with the fetched key as its secret is refused'],
    wrong: () => ({
      checkAlg({ alg }) {
        if (!(this.isNotes && alg === 'HS256')) super.checkAlg({ alg });
      },
      checkSignature(header, [first, second, signature]) {
        if (header.alg !== 'HS256') return super.checkSignature(header, [first, second, signature]);
        const jwk = JSON.stringify(this.knownKeys().find(({ kid }) => kid === header.kid) ?? {});
        if (!this.same(this.hmac(`${first}.${second}`, 'sha256', jwk), this.bytes(signature))) throw new Refusal('no');
      },
    }),
  },
  {
    name: 'none-in-capitals-at-the-notes',
    what: 'the notes service refuses none, but takes None and NONE unsigned',
    caughtBy: ['A note without a signature › A token without a signature is refused here, too'],
    wrong: () => ({
      checkAlg({ alg }) {
        if (!(this.isNotes && /^none$/i.test(alg) && alg !== 'none')) super.checkAlg({ alg });
      },
      checkSignature(header, parts) {
        if (header.alg === 'ES256') super.checkSignature(header, parts);
      },
    }),
  },
  {
    name: 'no-alg-no-signature-at-the-notes',
    what: 'the notes service takes a token without alg unsigned',
    caughtBy: ['A note without a signature › A token without a signature is refused here, too'],
    wrong: () => ({
      checkAlg(header) {
        if (!(this.isNotes && !('alg' in header))) super.checkAlg(header);
      },
      checkSignature(header, parts) {
        if ('alg' in header) super.checkSignature(header, parts);
      },
    }),
  },
  {
    name: 'believes-a-jwk-at-the-notes',
    what: 'the notes service verifies with the key that the token brings along',
    caughtBy: ["Another issuer for the notes › A token by a stranger's key is refused"],
    wrong: () => ({
      keyFor(header) {
        return this.isNotes && header.jwk ? createPublicKey({ key: header.jwk, format: 'jwk' }) : super.keyFor(header);
      },
    }),
  },
  {
    name: 'unknown-key-passes-at-the-notes',
    what: 'the notes service skips the signature if it does not find the key',
    caughtBy: [
      "Another issuer for the notes › A token by a stranger's key is refused",
      "A key that the issuer never had › A token whose kid the issuer doesn't publish is refused",
    ],
    wrong: () => ({
      checkSignature(header, parts) {
        const isKnown = this.knownKeys().some(({ kid }) => kid === header.kid);
        if (isKnown || !this.isNotes) super.checkSignature(header, parts);
      },
    }),
  },
  {
    name: 'unknown-key-crashes-at-the-notes',
    what: 'the notes service crashes if it does not find the key',
    caughtBy: [
      'Another issuer for the notes › The refusal is a 401 or 400 in JSON, with a Bearer challenge',
      'A key that the issuer never had › The refusal is a 401 or 400 in JSON, with a Bearer challenge',
    ],
    wrong: () => ({
      unknownKey(kid) {
        if (this.isNotes) throw new TypeError('no key');
        return super.unknownKey(kid);
      },
    }),
  },
  {
    name: 'crashes-at-a-list-as-kid-at-the-notes',
    what: 'the notes service crashes if the kid is a list',
    caughtBy: ['A key that the issuer never had › The refusal is a 401 or 400 in JSON, with a Bearer challenge'],
    wrong: () => ({
      keyFor(header) {
        if (this.isNotes && Array.isArray(header.kid)) throw new TypeError('kid.startsWith is not a function');
        return super.keyFor(header);
      },
    }),
  },
  {
    name: 'signs-the-payload-only-at-the-notes',
    what: 'the notes service leaves the header out of the signature',
    caughtBy: [
      "A key that the issuer never had › A token whose kid the issuer doesn't publish is refused",
      'Another kind of token for the notes › A token with another header is refused here, too',
    ],
    wrong: () => ({
      checkSignature(header, [first, second, signature]) {
        if (!this.isNotes) return super.checkSignature(header, [first, second, signature]);
        const own = this.encode(JSON.stringify(this.header()));
        return super.checkSignature(this.header(), [own, second, signature]);
      },
      checkTyp(header) {
        if (!this.isNotes) super.checkTyp(header);
      },
    }),
  },
  {
    name: 'audience-not-checked-at-the-notes',
    what: 'the notes service does not compare the audience',
    caughtBy: ['A token for the issuer itself › A token for the issuer is refused'],
    wrong: () => ({
      checkAud(payload) {
        if (!this.isNotes) super.checkAud(payload);
      },
    }),
  },
  {
    name: 'crashes-at-a-short-signature-at-the-notes',
    what: 'the notes service crashes if a signature is too short',
    caughtBy: [
      'A note with a changed token › The refusal is a 401 or 400 in JSON, with a Bearer challenge',
      'The fetched key as a secret › The refusal is a 401 or 400 in JSON, with a Bearer challenge',
    ],
    wrong: () => ({
      isSignedBy(key, text, signature) {
        if (this.isNotes && signature.length !== 64) throw new TypeError('offset is out of bounds');
        return super.isSignedBy(key, text, signature);
      },
    }),
  },
  {
    name: 'crashes-at-another-alg-at-the-notes',
    what: 'the notes service crashes on an algorithm that it does not know',
    caughtBy: [
      'The fetched key as a secret › The refusal is a 401 or 400 in JSON, with a Bearer challenge',
      'A note without a signature › The refusal is a 401 or 400 in JSON, with a Bearer challenge',
      'Another issuer for the notes › The refusal is a 401 or 400 in JSON, with a Bearer challenge',
      'Another kind of token for the notes › The refusal is a 401 or 400 in JSON, with a Bearer challenge',
    ],
    wrong: () => ({
      checkAlg({ alg }) {
        if (this.isNotes && alg !== 'ES256') throw new TypeError('verifiers[alg] is not a function');
      },
    }),
  },
  {
    name: 'crashes-at-another-audience-at-the-notes',
    what: 'the notes service crashes on a token for another service',
    caughtBy: ['A token for the issuer itself › The refusal is a 401 or 400 in JSON, with a Bearer challenge'],
    wrong: () => ({
      checkAud({ aud }) {
        if (this.isNotes && ![aud].flat().includes(this.audience)) throw new TypeError('no such service');
        super.checkAud({ aud });
      },
    }),
  },
  {
    name: 'refusal-without-challenge-at-the-notes',
    what: 'the notes service refuses without saying how to authenticate',
    caughtBy: ['Notes without a token › The refusal is a 401 or 400 in JSON, with a Bearer challenge'],
    wrong: () => ({
      challenge(refusal) {
        return this.isNotes ? {} : super.challenge(refusal);
      },
    }),
  },
  {
    name: 'notes-of-everyone',
    what: 'shows everyone the notes of all',
    caughtBy: ["Somebody else's notes › Each user has their own notes, and nobody else sees them"],
    wrong: () => ({
      owner() {
        return 'all';
      },
    }),
  },
  {
    name: 'notes-by-app',
    what: 'keeps the notes by the app that signed in',
    caughtBy: ["Somebody else's notes › Each user has their own notes, and nobody else sees them"],
    wrong: () => ({
      reader(request) {
        const claims = super.reader(request);
        return { ...claims, sub: claims.client_id };
      },
    }),
  },
  {
    name: 'note-twice',
    what: 'keeps each note twice',
    caughtBy: [
      'Write a note down › GET /notes has the note, once',
      "Somebody else's notes › Each user has their own notes, and nobody else sees them",
    ],
    wrong: () => ({
      addNote(request) {
        super.addNote(request);
        return super.addNote(request);
      },
    }),
  },
  {
    name: 'welcome-note',
    what: 'gives everyone a note to start with',
    caughtBy: [
      'No notes yet › A new user has no notes',
      'Write a note down › GET /notes has the note, once',
      "Somebody else's notes › Each user has their own notes, and nobody else sees them",
    ],
    wrong: () => ({
      notesFor(sub) {
        return this.notesOf.get(sub) ?? ['Welcome!'];
      },
    }),
  },
  {
    name: 'note-is-lost',
    what: 'answers the note and does not keep it',
    caughtBy: [
      'Write a note down › GET /notes has the note, once',
      "Somebody else's notes › Each user has their own notes, and nobody else sees them",
    ],
    wrong: () => ({
      notesFor() {
        return [];
      },
    }),
  },
  {
    name: 'note-as-an-object',
    what: 'answers the note under another name',
    caughtBy: ['Write a note down › POST /notes answers 201 and the note'],
    wrong: () => ({
      addNote(request) {
        const { note } = JSON.parse(super.addNote(request).body);
        return this.json(201, { text: note });
      },
    }),
  },
  {
    name: 'any-note',
    what: 'keeps whatever comes as a note',
    caughtBy: ['A note that is none › A malformed note is refused'],
    wrong: () => ({
      noteIn({ text }) {
        return text ?? null;
      },
    }),
  },
  {
    name: 'malformed-note-is-500',
    what: 'crashes on a malformed note',
    caughtBy: ['A note that is none › The refusal is a 400, 415 or 422 in JSON'],
    wrong: () => ({
      noteIn(fields) {
        if (typeof fields.text !== 'string') throw new TypeError('text.trim is not a function');
        return super.noteIn(fields);
      },
    }),
  },
  {
    name: 'notes-for-all',
    what: 'shows notes without a token',
    caughtBy: ['Notes without a token › Without a token, nobody reads notes'],
    wrong: () => ({
      listNotes(request) {
        return request.headers.authorization ? super.listNotes(request) : this.json(200, { notes: ['Buy oranges.'] });
      },
    }),
  },
  {
    name: 'locks-everyone-out-for-a-moment',
    what: 'refuses the next token after a kid that it has looked for in vain',
    caughtBy: ['A key that the issuer never had › Right after that, a good token is accepted as before'],
    wrong: () => ({
      unknownKey(kid) {
        if (this.isNotes && /^[a-z\d]{43}$/.test(kid)) this.isLocked = true;
        return super.unknownKey(kid);
      },
      keyFor(header) {
        if (this.isLocked && typeof header.kid === 'string') {
          this.isLocked = false;
          throw new Refusal('no keys at the moment');
        }
        return super.keyFor(header);
      },
    }),
  },
  {
    name: 'notes-refuse-all',
    what: 'refuses every token',
    caughtBy: ['No notes yet › GET /notes answers 200 to a token for the notes service'],
    wrong: () => ({
      reader() {
        throw new Refusal('no');
      },
    }),
  },
];
