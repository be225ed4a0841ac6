import { comparePlans, type ComparedNode } from '../../../../nodes/graph/diff-plans.ts'
import type { PortValue } from '../../../../nodes/kit/values.ts'
import type { ComparedRun, NodeRunView, RunParameter, RunSummary } from '../../../../server/views.ts'
import { orderFigures } from '../../../components/reports/metric-figures.ts'
import { say } from '../../../i18n/current.ts'

/** So many runs fit side by side, each with a colour of its own. */
export const MOST_RUNS = 5

/** The nodes of several runs side by side. */
export const compareNodes = (runs: readonly ComparedRun[]): ComparedNode[] =>
  comparePlans(runs.map(({ plan }) => plan))

/** What a node did in every run; undefined where the run has no such node. */
export const nodeRunsOf = (
  runs: readonly ComparedRun[],
  node: ComparedNode,
): readonly (NodeRunView | undefined)[] =>
  runs.map(({ nodes }, at) => {
    const id = node.ids[at]
    return id == null ? undefined : nodes[id]
  })

export interface ReportAt {
  port: string
  value: Extract<PortValue, { port: 'report' }>
}

/** The report of a kind that a node made. */
export function reportOf(
  node: NodeRunView | undefined,
  wanted: (kind: string) => boolean,
): ReportAt | undefined {
  for (const [port, value] of Object.entries(node?.outputs ?? {}))
    if (value.port === 'report' && wanted(value.kind)) return { port, value }
  return undefined
}

/** Figures that a node's report says of a model, in every run; training has curves instead. */
export interface NodeFigures {
  node: ComparedNode
  names: readonly string[]
  values: readonly Readonly<Record<string, number>>[]
}

const says = new Set(['evaluation', 'cross-validation', 'importance'])

/** One entry for each node that scores models. */
export const figuresByNode = (runs: readonly ComparedRun[], nodes: readonly ComparedNode[]): NodeFigures[] =>
  nodes.flatMap((node) => {
    const values = nodeRunsOf(runs, node).map(
      (nodeRun) => reportOf(nodeRun, (kind) => says.has(kind))?.value.metrics ?? {},
    )
    const found = [...new Set(values.flatMap((metrics) => Object.keys(metrics)))]
    const most = (name: string) => Math.max(...values.map((metrics) => metrics[name] ?? -Infinity))
    // Figures of columns: those that matter most first.
    const names =
      node.type === 'evaluate.importance' ? found.toSorted((a, b) => most(b) - most(a)) : orderFigures(found)
    return names.length === 0 ? [] : [{ node, names, values }]
  })

export interface ComparedParameter {
  name: string
  title: string
  values: readonly (RunParameter | undefined)[]
  differs: boolean
}

/** Parameters of the runs' pipelines, by name. */
export function compareParameters(runs: readonly ComparedRun[]): ComparedParameter[] {
  const names = [...new Set(runs.flatMap(({ parameters }) => parameters.map(({ name }) => name)))]
  return names.map((name) => {
    const values = runs.map(({ parameters }) => parameters.find((one) => one.name === name))
    return {
      name,
      title: values.findLast((one) => one !== undefined)?.title ?? name,
      values,
      differs: new Set(values.map((one) => one?.value)).size > 1,
    }
  })
}

/** Whether figures of the runs can be held against each other, and if not, why. */
export type Comparability = 'same' | 'target' | 'rows'

const targetOf = ({ plan, nodes }: ComparedRun): string | undefined => {
  for (const { id } of plan)
    for (const value of Object.values(nodes[id]?.outputs ?? {}))
      if (value.port === 'model') return value.schema.target?.name
  return undefined
}

/** Figures count side by side where the runs predict the same from the same data, split in the same way. */
export function comparability(runs: readonly ComparedRun[], nodes: readonly ComparedNode[]): Comparability {
  const known = runs.map(targetOf).filter((target) => target !== undefined)
  if (new Set(known).size > 1) return 'target'
  const sources = nodes.filter(({ type }) => type.startsWith('data.'))
  const read = runs.map((run, at) =>
    sources
      .flatMap(({ ids }) => Object.values(run.nodes[ids[at] ?? '']?.outputs ?? {}))
      .map(({ digest }) => digest)
      .toSorted()
      .join(),
  )
  const splits = nodes.filter(({ type }) => type.startsWith('split.'))
  const sameSplit =
    splits.every(({ ids, fields }) => !ids.includes(null) && fields.every(({ differs }) => !differs)) &&
    (splits.length === 0 || new Set(runs.map(({ seed }) => seed)).size === 1)
  return new Set(read).size > 1 || !sameSplit ? 'rows' : 'same'
}

/** What to call a run: by its number, and by its pipeline where there are several. */
export const nameOfRun = (run: Pick<RunSummary, 'number' | 'pipelineName'>, several: boolean): string =>
  several ? `${run.pipelineName} ${run.number}` : say('Run {{number}}', { number: run.number })
