// ESLint's recommendations, and a few rules for style that Prettier doesn't cover.

import js from '@eslint/js';
import globals from 'globals';

/** What Postman gives a script. `grader` is set by the shared script of a collection. */
const sandbox = { pm: 'readonly', require: 'readonly', console: 'readonly', Buffer: 'readonly', grader: 'readonly' };

export default [
  { ignores: ['**/node_modules/', 'target/'] },
  js.configs.recommended,
  {
    languageOptions: { ecmaVersion: 2024, sourceType: 'module' },
    rules: {
      'no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'prefer-template': 'error',
      eqeqeq: 'error',
    },
  },
  { files: ['**/*.mjs'], languageOptions: { globals: globals.node } },
  // The functions that a test passes to a page run there.
  { files: ['tests/browser/**'], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
  { files: ['src/**', 'grader/board/page/**'], languageOptions: { globals: globals.browser } },
  // A refusal must not reveal the original error to the client.
  { files: ['grader/check/*/flaws/**'], rules: { 'preserve-caught-error': 'off' } },
  { files: ['grader/reporter/{index,plain}.js'], languageOptions: { sourceType: 'commonjs', globals: globals.node } },
  { files: ['grader/shared/**'], languageOptions: { globals: sandbox } },
  {
    files: ['postman/collections/**/*.js'],
    languageOptions: { ecmaVersion: 2022, sourceType: 'script', globals: sandbox },
    // They use +, and are easy to read that way.
    rules: { 'prefer-template': 'off' },
  },
];
