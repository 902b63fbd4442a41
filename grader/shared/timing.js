// What times tell. They only warn: a busy machine is no flaw.

const median = (numbers) => [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)];

/** A hash that is slow on purpose takes tens of milliseconds. The fastest of several logins says whether there is one. */
export const hashWarning = (times) =>
  times.length > 2 && Math.min(...times) <= 2
    ? `a wrong password was refused within ${Math.min(...times)} ms. A slow hash (Argon2id, scrypt, bcrypt) takes much longer: is the password stored in plain text, or with a fast hash?`
    : '';

/** Does the time tell which emails have an account? The medians must differ clearly, so that noise isn't a finding. */
export const enumerationWarning = (known, unknown) => {
  const [one, other] = [known, unknown].map(median);
  return known.length > 2 && unknown.length > 2 && one > 20 && other < one / 2
    ? `an unknown email was refused within ${other} ms, a wrong password within ${one} ms. Anyone with a clock can find out who has an account: hash a password even where there is no user.`
    : '';
};
