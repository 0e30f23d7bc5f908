import tseslint from 'typescript-eslint';

// .astro files are not linted here: `astro check` reads them.
export default tseslint.config(
  { ignores: ['dist/', '.astro/', '.cache/', '.wrangler/', 'src/generated/', 'node_modules/', '**/*.astro', '**/*.d.ts'] },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // A function may be async because its type says so.
      '@typescript-eslint/require-await': 'off',
    },
  },
  { files: ['tools/**', 'functions/entry/**', 'cli/**'], rules: { 'no-console': 'off' } },
);
