// Makes lessons/WALKTHROUGH.md of the collections: the description of each step, its request as lines of bash, and
// the answer that is saved with it.

import { existsSync, readFileSync } from 'node:fs';
import { bash } from './bash.mjs';

const setupOf = (name) => new URL(`setup/${name}.sh`, import.meta.url);

/** `parts`: the parts of the course, each with its `collection` as source.mjs reads it. */
export function walkthrough(parts) {
  return `${[intro(), ...parts.flatMap(part)].join('\n\n')}\n`;
}

function intro() {
  return [
    '<!-- Generated from postman/collections by npm run build, in grader/. Edit it there, or in grader/walkthrough/. -->',
    '# The walkthrough',
    `This is the whole path in any language: what your server must do at each step, the request that shows it, and the finished sandbox's response. The [lessons](README.md) build the same server in Rust. For any other language, start with [your framework's page](ANY-LANGUAGE.md), then follow this one from top to bottom.`,
    `At each step, change your server, restart it, and send the request. Your responses may differ in their words, their order, and the form of an error: [what is asked of a server](../postman/README.md#what-is-asked-of-a-server) says what counts, and the [grader](../postman/README.md#run-them-in-a-terminal) checks it. If a description mentions *the script*, it means the grader's script for that step. The tabs that it mentions are in the Postman app.`,
    '## Before you start',
    `Start your server with the settings below, open a second terminal, and paste the lines below. You need bash, curl and OpenSSL. On Windows, use Git Bash, which has all three. (In PowerShell, only the requests without a token or a body work. Write \`curl.exe\` for \`curl\`, and \`$BASE_URL = 'http://127.0.0.1:8000'\` for \`BASE_URL=…\`.)`,
    code('bash', readFileSync(setupOf('start'), 'utf8').trim()),
    `\`sign\` makes a token by hand, without a library: two pieces of JSON in base64url, and the HMAC of both. That's all a JWT is. In the responses below, \`…\` marks text that changes each time or is left out. Headers that don't matter are left out, too.`,
  ].join('\n\n');
}

function part({ number, title, collection: { folders } }) {
  const command = number === 1 ? 'npm test' : `npm run part${number}`;
  return [
    `# Part ${number}: ${title}`,
    ...folders.filter(({ name }) => /^\d\d-/.test(name)).flatMap((folder) => lesson(folder, command)),
  ];
}

function lesson({ name, definition, requests }, command) {
  const setup = setupOf(name);
  return [
    // The lines `lesson:` of the grader lead to these two kinds of headings.
    `## ${name}`,
    definition.description.trim(),
    `To check the whole lesson, run \`${command} -- --folder ${name}\` in \`grader/\`.`,
    ...(existsSync(setup)
      ? [
          'The requests below need a few more lines. Paste these once:',
          code('bash', readFileSync(setup, 'utf8').trim()),
        ]
      : []),
    ...requests.flatMap(step),
  ];
}

function step({ name, request, examples: [first] }) {
  return [
    `### ${name}`,
    request.description?.trim(),
    first && code('bash', bash(first.example.request).join('\n')),
    first && code('http', answer(first.example.response)),
  ].filter(Boolean);
}

function answer({ statusCode, statusText, headers = {}, body }) {
  const rows = Array.isArray(headers) ? headers.map(({ key, value }) => [key, value]) : Object.entries(headers);
  const head = [`HTTP/1.1 ${statusCode} ${statusText}`, ...rows.map(([name, value]) => `${name}: ${value}`)];
  return [...head, '', body?.content ?? ''].join('\n').trim();
}

const code = (language, text) => `\`\`\`${language}\n${text}\n\`\`\``;
