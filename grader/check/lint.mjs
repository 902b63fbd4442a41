// Requirements for a collection that have to be met before a run: `lint` returns mistakes as sentences.

import { parse } from 'acorn';
import { full } from 'acorn-walk';

/** Names that the Postman app knows and Newman doesn't: a script that uses one works only in the app. */
const ABSENT_IN_NEWMAN = ['crypto', 'TextEncoder', 'TextDecoder', 'URL', 'URLSearchParams', 'fetch', 'structuredClone'];

/** Words of one programming language. Learners of every language read the hints and the descriptions. */
const RUST = /\b(rust|rocket|cargo|crates?|dotenvy|structs?|traits?|guards?|mounted|release mode)\b|ROCKET_/i;

/**
 * @param lessons the collection folders that the manifest names, such as `02-first-route`
 * @param variables what the collection's variables must be, by name
 */
export function lint(collection, { lessons, variables }) {
  const mistakes = [];
  const scripts = scriptsOf(collection);
  const asserting = assertingFunctions(scripts.flatMap(({ tree }) => tree ?? []));

  for (const { place, error, tree } of scripts) {
    const say = (mistake) => mistakes.push(`${place}: ${mistake}`);
    if (error) say(`does not parse: ${error}`);
    else script(tree, asserting, say);
  }
  const behavior = Object.assign({}, ...requestsOf(collection).map(({ item }) => item.protocolProfileBehavior), {
    followRedirects: false,
  });
  // Part 4 has a second server.
  const hasNotes = collection.variable?.some(({ key }) => key === 'notesUrl');
  const addresses = ['{{baseUrl}}', ...(hasNotes ? ['{{notesUrl}}'] : [])];
  for (const { folder, item } of requestsOf(collection))
    request(item, { behavior, addresses }, (mistake) => mistakes.push(`${folder} › ${item.name}: ${mistake}`));
  folders(collection, lessons, (mistake) => mistakes.push(mistake));
  settings(collection, variables, (mistake) => mistakes.push(mistake));
  return mistakes;
}

export function requestsOf(collection) {
  return collection.item.flatMap((folder) => (folder.item ?? [folder]).map((item) => ({ folder: folder.name, item })));
}

function script(tree, asserting, say) {
  for (const node of nodes(tree)) {
    if (node.async || node.type === 'AwaitExpression') say('is async: Newman calls such a test passed before it ran');
    if (node.type === 'Identifier' && ABSENT_IN_NEWMAN.includes(node.name))
      say(`uses ${node.name}, which Newman does not have`);
    if (node.type === 'Literal' && node.value === 'base64url')
      say("uses 'base64url', which Newman's Buffer does not have");
    if (node.type === 'MemberExpression' && node.property.name === 'Base64url')
      say("uses enc.Base64url, which Newman's crypto-js does not have");
    const said = node.type === 'Literal' ? node.value : node.type === 'TemplateElement' ? node.value.cooked : '';
    const [word] = (typeof said === 'string' && said.match(RUST)) || [];
    if (word) say(`says "${word}", a word of Rust`);
    if (node.type === 'VariableDeclarator' && node.id.name === 'CryptoJS')
      say('declares CryptoJS, a name that Newman has taken');
    if (isCallOf(node, 'pm.test')) {
      const [name, body] = node.arguments;
      if (!body || !asserts(body, asserting)) say(`the test ${name?.value ?? '?'} has no assertion`);
    }
  }
}

/** A request that followed redirects or kept cookies would be graded differently, so all have the same settings. */
function request(item, { behavior, addresses }, say) {
  const text = (description) => (description?.content ?? description ?? '').trim();
  if (!text(item.request.description)) say('has no description');
  const [word] = text(item.request.description).match(RUST) ?? [];
  if (word) say(`its description says "${word}", a word of Rust`);
  if (!item.response?.length) say('has no saved example');
  for (const [name, value] of Object.entries(behavior)) {
    if (item.protocolProfileBehavior?.[name] !== value) say(`does not say ${name} itself`);
  }
  if (!item.event?.some(({ listen, script }) => listen === 'test' && sourceOf(script).trim())) say('has no test');
  const address = item.request.url.raw ?? item.request.url;
  if (!addresses.includes(address.split('/')[0]))
    say(`its address starts with ${address.split('/')[0]}, not with ${addresses.join(' or ')}`);
}

function folders(collection, lessons, say) {
  const [preflight, ...names] = collection.item.map(({ name }) => name);
  if (preflight !== '0 Preflight') say(`the first folder is ${preflight}, not 0 Preflight`);
  for (const name of names.filter((name) => !lessons.includes(name)))
    say(`the folder ${name} has no lesson in lessons/course.toml`);
  for (const lesson of lessons.filter((lesson) => !names.includes(lesson))) say(`the lesson ${lesson} has no folder`);
  if (String(names) !== String([...names].sort())) say('the folders are not in the order of the lessons');
  for (const { name, item, description } of collection.item) {
    if (!item) say(`the request ${name} is in no folder`);
    if (!description) say(`the folder ${name} has no description`);
  }
  const requests = requestsOf(collection).map(({ item }) => item.name);
  // A name is also a file name in the source, and some systems ignore the case of file names.
  const plain = requests.map((name) => name.toLowerCase());
  for (const name of requests.filter((_, index) => plain.indexOf(plain[index]) < index)) {
    say(`two requests have the name ${name}`);
  }
}

function settings(collection, wanted, say) {
  const given = Object.fromEntries((collection.variable ?? []).map(({ key, value }) => [key, value]));
  for (const [name, value] of Object.entries(wanted)) {
    if (given[name] !== value) say(`the variable ${name} is ${given[name]}, not ${value}`);
  }
}

// Scripts and their syntax trees

function scriptsOf(collection) {
  const found = [];
  const walk = (node, place) => {
    for (const { listen, script } of node.event ?? []) {
      const source = sourceOf(script);
      found.push({ place: `${place}, ${listen} script`, ...parsed(source) });
    }
    for (const child of node.item ?? []) walk(child, node === collection ? child.name : `${place} › ${child.name}`);
  };
  walk(collection, 'the collection');
  return found;
}

function sourceOf(script) {
  return [script.exec ?? ''].flat().join('\n');
}

function parsed(source) {
  try {
    return { tree: parse(source, { ecmaVersion: 2022, sourceType: 'script', allowReturnOutsideFunction: true }) };
  } catch (error) {
    return { error: error.message };
  }
}

/** This node and all below it, except for names that refer to nothing, such as those of properties. */
function nodes(tree) {
  const found = [];
  full(tree, (node) => found.push(node));
  return found;
}

function isCallOf(node, callee) {
  return node.type === 'CallExpression' && dotted(node.callee) === callee;
}

/** `pm.response.to` from its tree, ignoring calls: `pm.expect(x).to` is `pm.expect.to`. */
function dotted(node) {
  if (node.type === 'CallExpression') return dotted(node.callee);
  if (node.type === 'MemberExpression') return `${dotted(node.object)}.${node.property.name}`;
  return node.name ?? '';
}

/** Names of functions that assert something, by themselves or through one another. */
function assertingFunctions(trees) {
  const functions = trees.flatMap(nodes).flatMap(named);
  const asserting = new Set();
  for (let before = -1; before < asserting.size;) {
    before = asserting.size;
    for (const { name, body } of functions) if (asserts(body, asserting)) asserting.add(name);
  }
  return asserting;
}

function named(node) {
  const isFunction = (value) => /Function/.test(value?.type);
  if (node.type === 'FunctionDeclaration') return [{ name: node.id.name, body: node }];
  if (node.type === 'Property' && isFunction(node.value)) return [{ name: node.key.name, body: node.value }];
  if (node.type === 'VariableDeclarator' && isFunction(node.init)) return [{ name: node.id.name, body: node.init }];
  if (node.type === 'AssignmentExpression' && isFunction(node.right))
    return [{ name: dotted(node.left).split('.').pop(), body: node.right }];
  return [];
}

function asserts(body, asserting) {
  if (body.type === 'Identifier') return asserting.has(body.name);
  return nodes(body).some(
    (node) =>
      node.type === 'ThrowStatement' ||
      (node.type === 'MemberExpression' && /^pm\.(expect|response\.to)\./.test(dotted(node))) ||
      (node.type === 'CallExpression' && asserting.has(dotted(node.callee).split('.').pop())),
  );
}
