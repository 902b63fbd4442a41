// The Markdown of a description as plain text for a terminal.

/** Each paragraph on one line, without marks. The entries of a list keep their lines. */
function plain(markdown) {
  return markdown
    .trim()
    .split(/\n\s*\n/)
    .flatMap((paragraph) => paragraph.replace(/\n(?!\s*(?:[-*]|\d+\.)\s)\s*/g, ' ').split('\n'))
    .map(withoutMarks);
}

function withoutMarks(line) {
  return (
    line
      // What is between backticks isn't Markdown.
      .split(/(`[^`]*`)/)
      .map((piece) =>
        piece.startsWith('`')
          ? piece.slice(1, -1)
          : piece
              .replace(/^#+ /, '')
              .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
              .replaceAll('**', '')
              .replace(/(?<!\w)\*(\S(?:[^*]*\S)?)\*(?!\w)/g, '$1'),
      )
      .join('')
      .trim()
  );
}

module.exports = { plain };
