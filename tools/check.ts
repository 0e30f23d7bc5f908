// npm run check: the types, of the pages, of the code, and of the engine alone, which knows no runtime.
import { run } from './process.ts';

let code = 0;
code ||= (await run('astro', ['check', '--minimumSeverity', 'warning', '--minimumFailingSeverity', 'warning'], { show: true })).code;
code ||= (await run('tsc', ['-p', 'tsconfig.json', '--noEmit'], { show: true })).code;
code ||= (await run('tsc', ['-p', 'src/tsconfig.pure.json', '--noEmit'], { show: true })).code;
process.exit(code);
