// Beyond ESLint's own recommendations: a few rules that keep one style where Prettier has no say.

import js from '@eslint/js';
import globals from 'globals';

/** What Postman gives a script. `grader` is set by the script that a collection's requests share. */
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
  // The functions that a test hands to a page run there.
  { files: ['tests/browser/**'], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
  { files: ['src/**'], languageOptions: { globals: globals.browser } },
  // A refusal says nothing of what was thrown before: that is what a client gets.
  { files: ['grader/check/*/flaws/**'], rules: { 'preserve-caught-error': 'off' } },
  { files: ['grader/reporter/index.js'], languageOptions: { sourceType: 'commonjs', globals: globals.node } },
  { files: ['grader/shared/**'], languageOptions: { globals: sandbox } },
  {
    files: ['postman/collections/**/*.js'],
    languageOptions: { ecmaVersion: 2022, sourceType: 'script', globals: sandbox },
    // They were written with +, and read well that way.
    rules: { 'prefer-template': 'off' },
  },
];
