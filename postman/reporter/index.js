// Newman's own reporter lists the requests that scripts send between the steps, and cuts a token in
// two in a narrow terminal. This one prints the steps alone, and each message whole, where it belongs.

const COLOURS = { failed: 31, passed: 32, skipped: 36, quiet: 90 };

module.exports = function steps(emitter, _, { collection, color }) {
  const coloured = color === 'on' || (color !== 'off' && process.stdout.isTTY && !process.env.NO_COLOR);
  const paint = (kind, text) => (coloured ? `\u001b[${COLOURS[kind]}m${text}\u001b[0m` : text);
  const print = (text) => process.stdout.write(`${text}\n`);
  const indented = (text) => text.replace(/^/gm, '        ');

  const count = { passed: 0, failed: 0, skipped: 0 };
  const begun = Date.now();
  let folder;
  let error;

  emitter.on('beforeItem', (_, { item }) => {
    const parent = item.parent();
    if (parent && parent.id !== folder && parent.id !== collection.id) {
      folder = parent.id;
      print(`\n${parent.name}`);
    }
    print(`  ${item.name}`);
    error = undefined;
  });

  // The reason why no answer came. The tests only know that none did.
  emitter.on('request', (reason) => {
    error = reason;
  });

  emitter.on('script', (reason) => {
    if (!reason) return;
    count.failed += 1;
    print(paint('failed', `    ✗ its script runs\n${indented(`${reason.name}: ${reason.message}`)}`));
  });

  emitter.on('assertion', (failure, { assertion, skipped }) => {
    const state = skipped ? 'skipped' : failure ? 'failed' : 'passed';
    count[state] += 1;
    print(paint(state, `    ${{ passed: '✓', failed: '✗', skipped: '-' }[state]} ${assertion}`));
    if (state === 'failed') print(indented(error ? `${failure.message}\nerror: ${error.message}` : failure.message));
  });

  emitter.on('done', () => {
    const seconds = ((Date.now() - begun) / 1000).toFixed(1);
    const state = count.failed ? 'failed' : 'passed';
    print(paint(state, `\n${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`) + paint('quiet', ` in ${seconds} s`));
  });
};
