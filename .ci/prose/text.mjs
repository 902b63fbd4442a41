// What people read of a file. Everything else becomes spaces, so that a place in the text is the same place in the
// file, and a sentence that goes on in the next line of a comment is one sentence.

const blank = (text) => text.replace(/\S/g, ' ');

export function prose(file, text) {
  if (file.endsWith('.md')) return markdown(text);
  const joined = text
    // Test names are sentences, too.
    .replace(/\bfn \w+/g, (name) => name.replaceAll('_', ' '))
    // The marks at the start of a comment's line.
    .replace(/^[ \t]*(?:\/\/[/!]?|#|\*)(?= |$)/gm, blank);
  return joined.replace(/\n(?=\S|[ \t]+\S)/g, ' ');
}

function markdown(text) {
  return (
    text
      // Code blocks come from files that are checked themselves. What they print is the program's.
      .replace(/^([ \t]*)(```|~~~)[^]*?^\1\2/gm, (block) => block.replace(/[^\n]/g, ' '))
      .replace(/`[^`\n]+`/g, (code) => `\`${blank(code.slice(1, -1)).replaceAll(' ', '_')}\``)
  );
}
