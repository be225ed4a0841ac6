/**
 * `npm test`: the checks, then the tests that need real services, then those in a real browser. Everything runs even
 * where something has failed before, and the last line says what it came to.
 */
import { runChecks } from './kit/checks.ts'
import { addUp, closingLine, formatFailures, formatTable, type Outcome, vitestTask } from './kit/tasks.ts'

const outcomes: Outcome[] = await runChecks()
for (const task of [
  vitestTask('integration tests', 'integration', { isLive: true }),
  vitestTask('end-to-end tests', 'e2e', { isLive: true }),
]) {
  outcomes.push(await task.run())
}
console.log(`\n${formatTable(outcomes)}\n`)
const failures = formatFailures(outcomes)
if (failures !== '') console.log(`${failures}\n`)
const tally = addUp(outcomes)
console.log(closingLine(tally))
process.exitCode = tally.failed === 0 ? 0 : 1
