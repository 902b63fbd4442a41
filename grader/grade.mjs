// Runs the collection against one address, in this process, and returns what each test said.

import newman from 'newman';

/**
 * One entry for each test that ran or was skipped, in order:
 * `{ folder, request, test, state: 'passed' | 'failed' | 'skipped', message }`.
 * `folder` is one name or a list of names; `variables` are values for the collection's; `insecure` takes any certificate.
 */
export async function grade(
  collection,
  baseUrl,
  { folder, timeoutMilliseconds = 10_000, insecure = false, variables = {}, reporters = {}, cookieJar } = {},
) {
  const results = [];
  const note = (item, test, state, message) =>
    results.push({ folder: item.parent()?.name, request: item.name, test, state, message });

  await new Promise((resolve, reject) => {
    newman
      .run(
        {
          collection,
          folder,
          cookieJar,
          envVar: Object.entries({ baseUrl, ...variables }).map(([key, value]) => ({ key, value })),
          insecure,
          timeoutRequest: timeoutMilliseconds,
          reporters: Object.keys(reporters),
          reporter: reporters,
        },
        (error) => (error ? reject(error) : resolve()),
      )
      .on('assertion', (_, { assertion, skipped, error, item }) =>
        note(item, assertion, skipped ? 'skipped' : error ? 'failed' : 'passed', error?.message),
      )
      // A script that throws outside of a test would otherwise pass in silence.
      .on('script', (error, { item }) => error && note(item, 'its scripts run', 'failed', error.message));
  });
  return results;
}
