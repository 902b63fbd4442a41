// What durations reveal. They only cause warnings, because a busy machine isn't a flaw.

const median = (numbers) => [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];

/** A deliberately slow hash takes tens of milliseconds. The fastest of several logins shows whether there is one. */
export const hashWarning = (times) =>
  times.length > 2 && Math.min(...times) <= 2
    ? `a wrong password was rejected within ${Math.min(...times)} ms. Is the password stored in plain text, or with a fast hash? A slow hash (Argon2id, scrypt, bcrypt) takes much longer.`
    : '';

/** Does the time reveal which emails have an account? The medians must differ clearly, so that noise isn't a finding. */
export const enumerationWarning = (known, unknown) => {
  const [one, other] = [known, unknown].map(median);
  return known.length > 2 && unknown.length > 2 && one > 20 && other < one / 2
    ? `an unknown email was rejected within ${other} ms, but a wrong password within ${one} ms, so anyone with a clock can find out who has an account. Hash a password even if the user doesn't exist.`
    : '';
};
