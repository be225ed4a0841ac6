import type { ReactNode } from 'react'
import { changesBetween, type ComparedNode } from '../../../../nodes/graph/diff-plans.ts'
import { portOfSlot } from '../../../../nodes/kit/many.ts'
import type { ComparedRun } from '../../../../server/views.ts'
import { capitalise, formatDuration } from '../../../canvas/words.ts'
import { valueWords } from '../../../components/input-values.tsx'
import { NodeIcon } from '../../../components/node-icon.tsx'
import type { NodeTypeViews } from '../../../components/node-types.ts'
import { bestPlaces, figureText, figureTitle } from '../../../components/reports/metric-figures.ts'
import { valueText } from '../../../components/value-text.ts'
import { elapsedMs, formatWhen } from '../../../components/when.ts'
import { say } from '../../../i18n/current.ts'
import { backendWords, runDuration, triggerWords } from '../run-words.ts'
import { compareParameters, nameOfRun, nodeRunsOf } from './comparison.ts'
import type { Comparability, NodeFigures } from './comparison.ts'
import { Nothing, type ComparedRow, type RowGroup } from './comparison-table.tsx'

/** Places of values that are not like the first one. */
const unlikeFirst = (values: readonly unknown[]): number[] => {
  const first = JSON.stringify(values[0])
  return values.flatMap((value, at) => (JSON.stringify(value) === first ? [] : [at]))
}

const textRow = (key: string, title: string, values: readonly string[]): ComparedRow => ({
  key,
  title,
  cells: values,
  changed: unlikeFirst(values),
})

/** When, how long, by what; what is the same everywhere is left out unless all is wanted. */
export function factRows(
  runs: readonly ComparedRun[],
  { now, all }: { now: number; all: boolean },
): ComparedRow[] {
  const of = (read: (run: ComparedRun) => string): string[] => runs.map(read)
  const always = [
    { key: 'started', title: say('Started'), cells: of(({ run }) => capitalise(formatWhen(run.createdAt))) },
    { key: 'took', title: say('Took'), cells: of(({ run }) => runDuration(run, now)) },
  ]
  const others = [
    textRow(
      'pipeline',
      say('Pipeline'),
      of(({ run }) => run.pipelineName),
    ),
    textRow(
      'version',
      say('Drawing'),
      of(({ run }) => `v${run.version}`),
    ),
    textRow(
      'seed',
      say('Seed'),
      of(({ seed }) => String(seed)),
    ),
    textRow(
      'trigger',
      say('Start'),
      of(({ run }) => triggerWords(run)),
    ),
    textRow(
      'backend',
      say('Numbers by'),
      of(({ run }) => (run.backend === null ? '' : backendWords(run.backend))),
    ),
  ]
  return [...always, ...others.filter(({ changed }) => all || (changed?.length ?? 0) > 0)]
}

/** Figures of every node that scores models; the best is marked where they can be held against each other. */
export const figureGroups = (figures: readonly NodeFigures[], comparable: Comparability): RowGroup[] =>
  figures.map(({ node, names, values }) => ({
    key: node.key,
    title: say(node.title),
    rows: names.map((name) => ({
      key: name,
      // Figures of columns are called by their names.
      title: node.type === 'evaluate.importance' ? name : figureTitle(name),
      cells: values.map((metrics) => {
        const value = metrics[name]
        return value === undefined ? (
          <Nothing key="none" words={say('not measured')} />
        ) : (
          figureText(name, value)
        )
      }),
      best:
        comparable === 'same'
          ? bestPlaces(
              name,
              values.map((metrics) => metrics[name]),
            )
          : [],
    })),
  }))

export const parameterRows = (runs: readonly ComparedRun[], all: boolean): ComparedRow[] =>
  compareParameters(runs)
    .filter(({ differs }) => all || differs)
    .map(({ name, title, values }) => ({
      key: name,
      title,
      cells: values.map((one) =>
        one ? (
          valueWords(one, one.value)
        ) : (
          <Nothing key="none" words={say('not a parameter of its pipeline')} />
        ),
      ),
      changed: unlikeFirst(values.map((one) => one?.value)),
    }))

interface SettingsCall {
  runs: readonly ComparedRun[]
  nodes: readonly ComparedNode[]
  nodeTypes: NodeTypeViews
  fieldTitles: Readonly<Record<string, Readonly<Record<string, string>>>>
  all: boolean
}

/** How the drawings differ on the whole, then node by node: settings, connections, nodes that only some have. */
export function settingGroups({ runs, nodes, nodeTypes, fieldTitles, all }: SettingsCall): RowGroup[] {
  const titles = new Map(nodes.map(({ key, title }) => [key, title]))
  return [
    drawingGroup(runs, nodes),
    ...nodes.map((node): RowGroup => {
      const type = nodeTypes[node.type]
      const missing = node.ids.includes(null)
      const absent = <Nothing key="none" words={say('no such node')} />
      const fields = node.fields
        .filter(({ differs }) => all || differs)
        .map(
          ({ field, values, differs }): ComparedRow => ({
            key: field,
            title: say(fieldTitles[node.type]?.[field] ?? field),
            cells: values.map((value, at) => (node.ids[at] === null ? absent : valueText(value))),
            changed: differs ? unlikeFirst(values) : [],
          }),
        )
      const presence: ComparedRow = {
        key: 'presence',
        title: say('In the drawing'),
        cells: node.ids.map((id) => (id === null ? absent : say('yes'))),
      }
      const wires: ComparedRow = {
        key: 'wires',
        title: say('Connected to'),
        cells: node.wires.map((list) => (list ? wireList(list, titles) : absent)),
        changed: unlikeFirst(node.wires),
      }
      return {
        key: node.key,
        title: (
          <span className="flex items-center gap-2">
            <NodeIcon icon={type?.icon ?? ''} category={type?.category ?? 'control'} size={14} />
            {say(node.title)}
          </span>
        ),
        rows: [...(missing ? [presence] : []), ...fields, ...(node.rewired ? [wires] : [])],
      }
    }),
  ]
}

function drawingGroup(runs: readonly ComparedRun[], nodes: readonly ComparedNode[]): RowGroup {
  const [first] = runs
  const changes = runs.map((_, at) => changesBetween(nodes, 0, at))
  const same = changes.every(
    ({ added, removed, rewired }) => added.length + removed.length + rewired.length === 0,
  )
  if (!first || runs.length < 2 || same) return { key: 'drawing', rows: [] }
  const several = new Set(runs.map(({ run }) => run.pipelineId)).size > 1
  const line = (words: string, found: readonly string[]): ReactNode =>
    found.length > 0 && (
      <li>
        {words} {found.map((title) => say(title)).join(', ')}
      </li>
    )
  return {
    key: 'drawing',
    title: say('Drawing'),
    rows: [
      {
        key: 'changes',
        title: say('Against {{run}}', { run: nameOfRun(first.run, several) }),
        cells: changes.map(({ added, removed, rewired }, at) =>
          at === 0 || added.length + removed.length + rewired.length === 0 ? (
            <Nothing key="none" words={say('the same nodes and connections')} />
          ) : (
            <ul key={runs[at]?.run.id}>
              {line(say('Added:'), added)}
              {line(say('Removed:'), removed)}
              {line(say('Connected anew:'), rewired)}
            </ul>
          ),
        ),
      },
    ],
  }
}

/** `Table of Split`, one line a connection. */
const wireList = (wires: readonly string[], titles: ReadonlyMap<string, string>): ReactNode => (
  <ul>
    {wires.map((wire) => {
      const [slot = '', source = ''] = wire.split(' ← ')
      const [key = ''] = source.split('.')
      return (
        <li key={wire}>
          {portOfSlot(slot)} ← {say(titles.get(key) ?? key)}
        </li>
      )
    })}
  </ul>
)

/** How long every node took; reused results took no time. */
export const timeRows = (
  runs: readonly ComparedRun[],
  nodes: readonly ComparedNode[],
  now: number,
): ComparedRow[] =>
  nodes.map((node) => ({
    key: node.key,
    title: say(node.title),
    cells: nodeRunsOf(runs, node).map((nodeRun) => {
      if (!nodeRun) return <Nothing key="none" words={say('no such node')} />
      if (nodeRun.state === 'cached')
        return (
          <span key="cached" className="text-ink-3">
            {say('reused')}
          </span>
        )
      return nodeRun.startedAt === null ? (
        <Nothing key="none" words={say('did not run')} />
      ) : (
        formatDuration(elapsedMs(nodeRun.startedAt, nodeRun.finishedAt, now))
      )
    }),
  }))
