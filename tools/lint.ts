// npm run lint: the form of every file, then the rules for the code.
import { run } from './process.ts';

const format = await run('prettier', ['--check', '.', '--log-level', 'warn'], { show: true });
const rules = await run('eslint', ['.', '--max-warnings', '0'], { show: true });
process.exit(format.code === 0 && rules.code === 0 ? 0 : 1);
