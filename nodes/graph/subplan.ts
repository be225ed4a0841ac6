import type { FoldSettings, TrialSettings } from '../kit/refits.ts'
import type { Plan, PlanLoop, PlanNode, PlanRefit, Source } from './plan.ts'

/** Nodes to run in one go over given values: what a fold, a trial, or the best setting refitted comes down to. */
export interface Subplan {
  /** Values from outside, by `node.port`. */
  given: readonly string[]
  /** The given table whose rows are dealt out anew before anything runs, and which fold is held back. */
  deal: { table: string; settings: FoldSettings; fold: number; seed: number } | null
  /** In topological order. */
  nodes: readonly PlanNode[]
  /** Nodes that only run where one of `nodes` has them made again. */
  parts: readonly PlanNode[]
  /** What is handed back, by `node.port`. */
  want: readonly string[]
}

export const outputKey = ({ node, port }: Source): string => `${node}.${port}`

/** Ids of the nodes that a subplan adds: no node of a drawing can have them. */
const PREDICT = '(predict)'
const EVALUATE = '(evaluate)'

/** A model and a table are scored, or answered, on rows that the model has not learnt from. */
function judge(refit: PlanRefit, on: 'test' | 'validation'): PlanNode[] {
  const common = {
    version: 1,
    params: { on },
    inputs: { model: refit.model, table: refit.table },
    random: false,
    numeric: true,
    effect: false,
    seed: 0,
    queue: 'cpu',
  } as const
  const nodes: Record<PlanRefit['want'][number], PlanNode> = {
    predictions: { ...common, id: PREDICT, type: 'deploy.predict', title: 'Predict', outputs: ['table'] },
    score: { ...common, id: EVALUATE, type: 'evaluate.evaluate', title: 'Evaluate', outputs: ['report'] },
  }
  return refit.want.map((what) => nodes[what])
}

const outputsOf = (nodes: readonly PlanNode[]): string[] =>
  nodes.flatMap(({ id, outputs }) => outputs.map((port) => outputKey({ node: id, port })))

/** What a refit makes out of a plan, repetition by repetition. Pure. */
export class RefitPlans {
  private readonly nodes: ReadonlyMap<string, PlanNode>
  private readonly refit: PlanRefit
  private readonly id: string
  private readonly seed: number

  /** `nodes`: those of the plan, or of the subplan, that `node` is one of. */
  constructor(nodes: Plan['nodes'], node: PlanNode, refit: PlanRefit) {
    this.nodes = new Map(nodes.map((each) => [each.id, each]))
    this.refit = refit
    this.id = node.id
    this.seed = node.seed
  }

  /** One fold of a cross-validation. */
  fold(fold: number): Subplan {
    const judging = judge(this.refit, 'test')
    return this.subplan([...this.slice(this.refit.slice), ...judging], outputsOf(judging), fold)
  }

  /** What all trials of a search share in one fold: the nodes that no trial changes. */
  shared(fold: number): Subplan {
    const { owned, slice, cut, table } = this.refit
    const inside = new Set(owned)
    const shared = slice.filter((id) => !inside.has(id))
    const kept = new Set([...shared, ...(cut ? [cut.node] : [])])
    const trial = this.subplan(this.slice(owned), [], null)
    const want = [...trial.given, outputKey(table)].filter((key) =>
      kept.has(key.slice(0, key.lastIndexOf('.'))),
    )
    return this.subplan(this.slice(shared), [...new Set(want)], fold)
  }

  /** One trial of a search, to be scored on the validation rows; or on the rows held back of each fold in turn. */
  trial(settings: TrialSettings): Subplan {
    const judging = judge(this.refit, this.refit.folds ? 'test' : 'validation')
    return this.subplan([...this.slice(this.refit.owned, settings), ...judging], outputsOf(judging), null)
  }

  /** The best setting on the rows as the drawing splits them; hands back all outputs of the nodes that were searched. */
  final(settings: TrialSettings): Subplan {
    const nodes = this.slice(this.refit.owned, settings)
    return this.subplan(nodes, outputsOf(nodes), null)
  }

  private slice(ids: readonly string[], settings: TrialSettings = {}): PlanNode[] {
    return ids.map((id) => {
      // A slice names nodes of its own plan.
      const node = this.nodes.get(id) as PlanNode
      const tried = settings[id] ? { ...node, params: { ...node.params, ...settings[id] } } : node
      if (id !== this.id) return tried
      // A node that has itself made again is plain inside.
      const { refit: _, ...plain } = tried
      return plain
    })
  }

  private subplan(nodes: readonly PlanNode[], want: readonly string[], fold: number | null): Subplan {
    const { cut, folds } = this.refit
    const { given, parts } = aroundOf(nodes)
    const deal =
      cut && folds && fold !== null ? { table: outputKey(cut), settings: folds, fold, seed: this.seed } : null
    if (deal) given.add(deal.table)
    return { given: [...given], deal, nodes, parts: this.slice([...parts]), want }
  }
}

/** What nodes that run in one go need from outside, and the nodes that only run where one of them has them made again. */
function aroundOf(nodes: readonly PlanNode[]): { given: Set<string>; parts: Set<string> } {
  const inside = new Set(nodes.map(({ id }) => id))
  const nested = nodes.flatMap(({ refit }) => (refit ? [refit] : []))
  const parts = new Set(nested.flatMap(({ slice }) => slice).filter((id) => !inside.has(id)))
  const read = [
    ...nodes.flatMap(({ inputs }) => Object.values(inputs)),
    ...nested.flatMap(({ given }) => given),
  ]
  return { given: new Set(read.filter(({ node }) => !inside.has(node)).map(outputKey)), parts }
}

/** Settings of *For each* that an item depends on, by what it goes over: a new pattern or limit changes no item. */
const itemFields: Readonly<Record<string, readonly string[]>> = {
  partitions: ['over', 'column'],
  values: ['over'],
  files: ['over', 'target', 'types', 'format', 'delimiter', 'header', 'encoding', 'decimal'],
}

/** One item of a loop: `settings` hold what it is, under its *For each*, and the values that it puts in place. */
export function itemSubplan(plan: Plan['nodes'], loop: PlanLoop, settings: TrialSettings): Subplan {
  const byId = new Map(plan.map((node) => [node.id, node]))
  const nodes = [loop.each, ...loop.owned].map((id) => {
    // A loop names nodes of its own plan.
    const node = byId.get(id) as PlanNode
    const set = { ...node, params: { ...node.params, ...settings[id] } }
    if (id !== loop.each) return set
    const { over } = node.params
    const fields = [...(itemFields[String(over)] ?? []), 'item']
    const params = Object.fromEntries(
      fields.flatMap((field) => (field in set.params ? [[field, set.params[field]]] : [])),
    )
    return { ...set, params, inputs: over === 'files' ? {} : node.inputs }
  })
  const { given, parts } = aroundOf(nodes)
  const around = [...parts].map((id) => byId.get(id) as PlanNode)
  return { given: [...given], deal: null, nodes, parts: around, want: [...new Set(loop.want.map(outputKey))] }
}
