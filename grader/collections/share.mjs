// Inserts the scripts of grader/shared into the source of a collection. Postman only reads its own YAML
// files, so a collection names the module it needs, and the build writes that module and its imports
// between these two lines:
//
//   // ---- shared: sign-and-verify.js (edit it in grader/shared, then run npm run build) ----
//   // ---- end of shared ----
//
// The modules become one script, without `import` and `export`: each module once, after the modules it
// imports. So top-level names have to be unique across all modules. The entry's exports become the
// object `grader`, which the requests' scripts use.

import { readFileSync } from 'node:fs';
import { parse } from 'acorn';

const BLOCK = /^( *)\/\/ ---- shared: (\S+) .*----\n[\s\S]*?^ *\/\/ ---- end of shared ----$/m;
const SHARED = new URL('../shared/', import.meta.url);

/** The text of a definition.yaml with its block brought up to date. */
export function share(yaml, directory = SHARED) {
  const [block, indent, entry] = yaml.match(BLOCK) ?? [];
  if (!block)
    throw new Error('.resources/definition.yaml: there is no line "// ---- shared: NAME.js … ----", or no end of it');
  const lines = [
    `// ---- shared: ${entry} (edit it in grader/shared, then run npm run build) ----`,
    ...bundle(entry, directory).split('\n'),
    '// ---- end of shared ----',
  ];
  return yaml.replace(block, () => lines.map((line) => line && indent + line).join('\n'));
}

/** A module of grader/shared and everything it imports, as one script that sets `grader`. */
export function bundle(entry, directory = SHARED) {
  const modules = new Map();
  load(entry, directory, modules);
  const owners = new Map();
  for (const [name, { names }] of modules) {
    for (const one of names) {
      if (owners.has(one)) throw new Error(`shared/${name}: ${one} is a name of ${owners.get(one)}, too`);
      owners.set(one, name);
    }
  }
  const bodies = [...modules].map(([name, { body }]) => `// ${name}\n\n${body}`);
  const lines = [...bodies, `return { ${modules.get(entry).exported.join(', ')} };`]
    .join('\n\n')
    .split('\n')
    .map((line) => line && `  ${line}`);
  return ["// Without const, so that the requests' scripts see it.", 'grader = (() => {', ...lines, '})();'].join('\n');
}

/** Modules in the order in which they have to come. `path` is how the entry leads to this one. */
function load(name, directory, modules, path = []) {
  if (path.includes(name)) throw new Error(`shared/${name}: it imports itself, by way of ${path.join(', ')}`);
  if (modules.has(name)) return;
  const source = readFileSync(new URL(name, directory), 'utf8');
  const tree = parse(source, { ecmaVersion: 2022, sourceType: 'module' });
  const names = [];
  const exported = [];
  const cuts = [];
  for (const node of tree.body) {
    const stop = (reason) => {
      throw new Error(`shared/${name}: ${reason}: ${source.slice(node.start, node.end).split('\n')[0]}`);
    };
    if (node.type === 'ImportDeclaration') {
      const renamed = node.specifiers.some(
        ({ type, imported, local }) => type !== 'ImportSpecifier' || imported.name !== local.name,
      );
      if (renamed || !node.source.value.startsWith('./'))
        stop('an import has to be { names } of a file in this folder');
      load(node.source.value.slice(2), directory, modules, [...path, name]);
      cuts.push([node.start, node.end + 1]);
      continue;
    }
    if (['ExportDefaultDeclaration', 'ExportAllDeclaration'].includes(node.type))
      stop('an export has to be of its own names');
    const declaration = node.type === 'ExportNamedDeclaration' ? node.declaration : node;
    if (node.type === 'ExportNamedDeclaration') {
      if (node.source) stop('an export has to be of its own names');
      if (!declaration) {
        exported.push(...node.specifiers.map(({ local }) => local.name));
        cuts.push([node.start, node.end + 1]);
        continue;
      }
      cuts.push([node.start, declaration.start]);
    }
    const own = namesOf(declaration);
    names.push(...own);
    if (declaration !== node) exported.push(...own);
  }
  const body = cuts.reduceRight((text, [start, end]) => text.slice(0, start) + text.slice(end), source).trim();
  modules.set(name, { body, names, exported });
}

function namesOf(declaration) {
  if (['FunctionDeclaration', 'ClassDeclaration'].includes(declaration.type)) return [declaration.id.name];
  if (declaration.type !== 'VariableDeclaration') return [];
  return declaration.declarations.flatMap(({ id }) =>
    id.type === 'ObjectPattern' ? id.properties.map(({ value }) => value.name) : [id.name],
  );
}
