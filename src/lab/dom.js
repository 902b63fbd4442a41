// Makes elements from text. Nothing on this page ever becomes HTML: what a token says stays text.

export const byId = (id) => document.getElementById(id);

/** An element with these attributes. Strings among the children become text. */
export function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Says something in the one status region. The verdict is on the screen already: it is only read out. */
export function say(text, verdict = '') {
  byId('said').textContent = text;
  byId('verdict-said').textContent = verdict;
}
