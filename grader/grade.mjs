// Runs the collection against one address, in this process, and returns what each test said.

import newman from 'newman';

/**
 * One entry for each test that ran or was skipped, in order:
 * `{ folder, request, test, state: 'passed' | 'failed' | 'skipped', message }`.
 * `folder` is one name or a list of names. `variables` are set as with Newman's --env-var, `insecure`
 * accepts any certificate. While the run goes on, `onStep` gets `{ folder, request }` before each
 * request, and `onResult` each entry. `loadOnce` loads the collection's script with its first request only, which
 * saves a tenth of the time in runs of the whole collection.
 */
export async function grade(
  collection,
  baseUrl,
  {
    folder,
    timeoutMilliseconds = 10_000,
    reporters = {},
    cookieJar,
    variables = {},
    insecure = false,
    loadOnce = false,
    onStep = () => {},
    onResult = () => {},
  } = {},
) {
  const results = [];
  const note = (item, test, state, message) => {
    const result = { folder: item.parent()?.name, request: item.name, test, state, message };
    results.push(result);
    onResult(result);
  };

  await new Promise((resolve, reject) => {
    newman
      .run(
        {
          collection: loadOnce ? loadedOnce(collection) : collection,
          folder,
          cookieJar,
          insecure,
          envVar: Object.entries({ ...variables, baseUrl }).map(([key, value]) => ({ key, value })),
          timeoutRequest: timeoutMilliseconds,
          reporters: Object.keys(reporters),
          reporter: reporters,
        },
        (error) => (error ? reject(error) : resolve()),
      )
      .on('beforeItem', (_, { item }) => onStep({ folder: item.parent()?.name, request: item.name }))
      .on('assertion', (_, { assertion, skipped, error, item }) =>
        note(item, assertion, skipped ? 'skipped' : error ? 'failed' : 'passed', error?.message),
      )
      // A script that throws outside of a test would otherwise pass in silence.
      .on('script', (error, { item }) => error && note(item, 'its scripts run', 'failed', error.message));
  });
  return results;
}

/** What a collection's script sets is there for all later requests of the run: see shared/known.js. */
function loadedOnce({ event: loads, item: [first, ...others], ...collection }) {
  const [request, ...later] = first.item;
  const loading = { ...request, event: [...loads, ...request.event] };
  return { ...collection, item: [{ ...first, item: [loading, ...later] }, ...others] };
}
