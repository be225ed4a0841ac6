/** Bundles the workflow code into the file named by the first argument; run by the supervisor, ahead of the worker. */
import { resolve } from 'node:path'
import { writeWorkflowBundle } from '../workflows/bundle.ts'

const [file] = process.argv.slice(2)
if (file === undefined) throw new Error('usage: bundle-workflows <file>')
await writeWorkflowBundle(resolve(file))
