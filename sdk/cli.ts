import { Command } from 'commander'
import { styleText } from 'node:util'
import type { LogEvent } from '../drizzle/schema/runs.ts'
import type { NodeRunView, RunDetail, RunUpdate } from '../server/views.ts'
import packageJson from '../package.json' with { type: 'json' }
import { ApiError, createClient } from './client.ts'
import { withExamples } from './examples.ts'
import { addApprovalCommands } from './approval-commands.ts'
import { addRunCommands } from './run-commands.ts'
import { addMaintenanceCommands } from './maintenance-commands.ts'
import { runDrawing } from './run-drawing.ts'
import { addListCommands } from './list-commands.ts'
import { addFetchCommand } from './fetch-command.ts'
import { addLineageCommands } from './lineage-commands.ts'
import { addScheduleCommands } from './schedule-commands.ts'
import { addComponentCommands } from './component-commands.ts'
import { addModelCommands } from './model-commands.ts'
import { addPredictCommand } from './predict-command.ts'
import { addVersionCommands } from './version-commands.ts'
import { figuresOf, plain } from './words.ts'

const isTerminal = process.stdout.isTTY === true

const marks: Readonly<Record<NodeRunView['state'], string>> = {
  queued: '·',
  running: '…',
  waiting: '?',
  succeeded: styleText('green', '✓'),
  cached: styleText('cyan', '↺'),
  failed: styleText('red', '✗'),
  skipped: '–',
  cancelled: '–',
}

const seconds = (node: NodeRunView): string =>
  node.startedAt && node.finishedAt
    ? `${((Date.parse(node.finishedAt) - Date.parse(node.startedAt)) / 1000).toFixed(1)} s`
    : ''

/** What a finished node has to show: rows × columns, metrics, or where it was taken from. */
function outcomeOf(node: NodeRunView): string {
  if (node.error) return plain(node.error.message)
  const said = Object.values(node.outputs ?? {}).flatMap((value) => {
    switch (value.port) {
      case 'table':
        return [`${value.rows} rows × ${value.schema.columns.length} columns`]
      case 'model':
      case 'report':
        return figuresOf(value.metrics)
      case 'blueprint':
      case 'transform':
      case 'signal':
        return []
    }
  })
  const { continued, stoppedAfter } = node.training ?? {}
  if (continued) said.push(`continued from run ${continued.number}, epoch ${continued.epoch}`)
  if (stoppedAfter !== undefined) said.push(`stopped early after epoch ${stoppedAfter}`)
  const reused = node.cachedFrom ? [`reused from run ${node.cachedFrom.number}`] : []
  // A model and the report of its training say the same.
  return [...new Set([...reused, ...said])].join(' · ')
}

/** Prints a run as it goes: a line a node when it ends, one changing line for what works now. */
function createPrinter() {
  const titles = new Map<string, string>()
  let runId = ''
  let live = ''
  const clear = () => {
    if (isTerminal && live) process.stdout.write('\r\u001b[K')
    live = ''
  }
  const line = (text: string) => {
    clear()
    console.log(text)
  }
  const show = (text: string) => {
    if (!isTerminal) return
    clear()
    live = text.slice(0, (process.stdout.columns || 80) - 1)
    process.stdout.write(live)
  }
  const onStart = ({ id: started, planNodes, pipelineName, version }: RunDetail) => {
    runId = started
    for (const { id, title } of planNodes) titles.set(id, title)
    line(`Pipeline “${pipelineName}”, version ${version}`)
  }
  const onUpdate = (update: RunUpdate) => {
    if (update.type === 'event' && update.event.kind === 'log') {
      const { level, message } = update.event.data as LogEvent
      const title = titles.get(update.event.nodeId ?? '') ?? update.event.nodeId ?? 'run'
      if (level !== 'info') line(`  ${styleText('yellow', level)} ${title}: ${plain(message)}`)
    }
    if (update.type !== 'node') return
    const { node } = update
    const title = titles.get(node.nodeId) ?? node.nodeId
    if (node.state === 'queued') return
    if (node.state === 'waiting') {
      // What waits for a time says until when.
      const until = plain(node.progress?.message ?? '')
      line(
        `${marks.waiting} ${title.padEnd(24)} ${until ? `waits ${until}` : `waits for approval: millrace approve ${runId} (or reject)`}`,
      )
      return
    }
    if (node.state === 'running') {
      const { epoch, epochs, message } = node.progress ?? {}
      const detail =
        epoch === undefined ? plain(message ?? '') : `epoch ${epoch}${epochs ? ` of ${epochs}` : ''}`
      show(`${marks.running} ${title} ${detail}`)
    } else line(`${marks[node.state]} ${title.padEnd(24)} ${seconds(node).padStart(8)}  ${outcomeOf(node)}`)
  }
  return { line, listener: { onStart, onUpdate } }
}

const program = withExamples(
  new Command('millrace')
    .description('Runs machine-learning pipelines on a Millrace that has been started with npm start.')
    .version(packageJson.version, '-V, --version', 'say which version this is')
    .showHelpAfterError('Add --help for an explanation with examples.')
    .helpOption('-h, --help', 'show this')
    .helpCommand('help [command]', 'explain a command')
    .option(
      '--url <url>',
      'address of Millrace; MILLRACE_URL sets it, too',
      process.env.MILLRACE_URL || `http://127.0.0.1:${process.env.MILLRACE_PORT || 3000}`,
    )
    .option('--token <token>', 'its token, where it asks for one; MILLRACE_TOKEN sets it, too'),
  [
    ['run docs/examples/iris.json', 'run a drawing and wait for it'],
    ['runs', 'list runs with their ids'],
    ['help retry', 'explain a command, with examples'],
  ],
)

const clientOf = () => {
  const { url, token } = program.opts<{ url: string; token?: string }>()
  return createClient({ url, token: token ?? (process.env.MILLRACE_TOKEN || undefined) })
}

program.commandsGroup('Run, and steer what runs:')
withExamples(
  program
    .command('run')
    .description('run a drawing (a JSON file) and wait until it has ended')
    .argument('<drawing.json>', 'the drawing')
    .option(
      '--name <name>',
      'name of the pipeline; if there is one, it gets a new version (default: the file’s name, without its ending)',
    )
    .option('--until <node>', 'run only this node, by its id, and what it needs')
    .option('--from <node>', 'run this node, by its id, and what follows it again')
    .option('--fresh', 'reuse nothing: compute every node again')
    .option(
      '--input <name=value>',
      'a value for a parameter of the drawing; may be given several times',
      (pair: string, before: string[] | undefined) => [...(before ?? []), pair],
    )
    .action(
      async (
        file: string,
        options: { name?: string; until?: string; from?: string; fresh?: boolean; input?: string[] },
      ) => {
        const abort = new AbortController()
        process.once('SIGINT', () => abort.abort())
        const printer = createPrinter()
        const { listener } = printer
        const run = await runDrawing(
          clientOf(),
          { file, input: [], ...options, signal: abort.signal },
          listener,
        )
        printer.line(`Run ${run.number} ${run.state}`)
        process.exitCode = run.state === 'succeeded' ? 0 : 1
      },
    ),
  [
    ['run iris.json', 'run it, reusing what has not changed'],
    ['run iris.json --input epochs=20', 'with another value for its parameter “epochs”'],
    ['run iris.json --until train', 'only as far as the node “train”'],
  ],
).addHelpText(
  'after',
  `
In the drawing, a file node may name a local file as "source": "file:data.csv", and a query its connection as "name:Shop".
Exit status: 0 it succeeded, 1 it failed, 2 it was refused, 3 Millrace does not answer.`,
)

addRunCommands(program, clientOf, createPrinter)
addApprovalCommands(program, clientOf)
program.commandsGroup('See what there is:')
addListCommands(program, clientOf)
addLineageCommands(program, clientOf)
program.commandsGroup('Work with data:')
addFetchCommand(program, clientOf)
program.commandsGroup('Work with models:')
addModelCommands(program, clientOf)
addPredictCommand(program, clientOf)
program.commandsGroup('Work with pipelines:')
addScheduleCommands(program, clientOf)
addVersionCommands(program, clientOf)
addComponentCommands(program, clientOf)
program.commandsGroup('Tidy up:')
addMaintenanceCommands(program, clientOf)

// Whoever reads, such as `head`, may have seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

try {
  await program.parseAsync()
} catch (error) {
  if (!(error instanceof ApiError)) throw error
  const { problems } = error
  const isList = problems.length > 0
  console.error(styleText('red', isList ? 'This drawing can’t run yet:' : plain(error.message)))
  for (const { nodeId, edge, field, message } of problems)
    console.error(`  ${nodeId ?? edge ?? 'drawing'}${field ? `.${field}` : ''}: ${plain(message)}`)
  process.exitCode = error.code === 'unreachable' ? 3 : 2
}
