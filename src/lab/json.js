// Changes the text of a JSON object without serializing it again: order of names, white space, large
// numbers and escapes stay as they are, because one other byte would be another token.

/** The outermost members with the place of each in the text; null if it isn't an object. */
export function members(text) {
  try {
    const value = JSON.parse(text);
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
  } catch {
    return null;
  }
  const found = [];
  let depth = 0;
  let member = null;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/gs)) {
    if (token === '}' || token === ']') depth -= 1;
    if (depth === 0 || (depth === 1 && token === ',')) {
      if (member) found.push(member);
      member = null;
    } else if (!member) {
      member = { name: JSON.parse(token), at: index, start: -1, end: -1 };
    } else if (!(depth === 1 && token === ':')) {
      if (member.start < 0) member.start = index;
      member.end = index + token.length;
    }
    if (token === '{' || token === '[') depth += 1;
  }
  return found.map((member) => ({ ...member, raw: text.slice(member.start, member.end) }));
}

/** The text with this value, as JSON, for this name. */
export function set(text, name, raw) {
  const all = members(text);
  const old = all.find((member) => member.name === name);
  if (old) return text.slice(0, old.start) + raw + text.slice(old.end);
  const end = text.lastIndexOf('}');
  return `${text.slice(0, end)}${all.length ? ',' : ''}${JSON.stringify(name)}:${raw}${text.slice(end)}`;
}

/** The text without this name. */
export function without(text, name) {
  const all = members(text);
  const index = all.findIndex((member) => member.name === name);
  if (index < 0) return text;
  if (index + 1 < all.length) return text.slice(0, all[index].at) + text.slice(all[index + 1].at);
  const from = index > 0 ? all[index - 1].end : all[index].at;
  return text.slice(0, from) + text.slice(all[index].end);
}
