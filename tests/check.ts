/** `npm run check`: what must hold before every commit, in under a minute. */
import { runChecks } from './kit/checks.ts'
import { addUp, closingLine } from './kit/tasks.ts'

const tally = addUp(await runChecks())
console.log(closingLine(tally))
process.exitCode = tally.failed === 0 ? 0 : 1
