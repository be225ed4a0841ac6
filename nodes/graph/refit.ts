import { hasSplit } from '../kit/row-scope.ts'
import type { RefitRequest } from '../kit/refits.ts'
import type { TableSchema } from '../kit/columns.ts'
import { portOfSlot } from '../kit/many.ts'
import { implicitInputs, type PortType } from '../kit/ports.ts'
import { nodeTitle } from './connect.ts'
import type { DocumentEdge, SearchRange } from './document.ts'
import type { GraphProblem, PlanRefit, Source } from './plan.ts'
import type { NodeSchemas, Propagation } from './propagate.ts'
import { refitRequest } from './registry.ts'
import { ancestorsOf, descendantsOf } from './topology.ts'

/** What a node has made again; or why that can't be. Null where nothing is connected yet. */
export interface RefitAnalysis {
  refit: PlanRefit | null
  problems: readonly GraphProblem[]
}

const sourceKey = ({ node, port }: Source): string => `${node}.${port}`

export const titleOf = ({ made, options }: Propagation, id: string): string => {
  const node = made.get(id)
  return `*${node ? nodeTitle(node, options.definitions) : id}*`
}

/** The edges into a node's ports of a type, in the order of the drawing. */
export function edgesOfType({ nodes, topology }: Propagation, id: string, type: PortType): DocumentEdge[] {
  const ports = nodes.get(id)?.definition.inputs ?? {}
  return (topology.incoming.get(id) ?? []).filter((edge) => ports[portOfSlot(edge.to.port)]?.type === type)
}

const hasRanges = (node: NodeSchemas | undefined): boolean =>
  node !== undefined && Object.keys(node.search).length > 0

const analyses = new WeakMap<Propagation, Map<string, RefitAnalysis | undefined>>()

/**
 * The part of a drawing that a node has made again. Undefined for a node that refits nothing, and for one in a circle
 * that comes back to itself.
 */
export function analyseRefit(propagation: Propagation, id: string): RefitAnalysis | undefined {
  const known = analyses.get(propagation) ?? new Map<string, RefitAnalysis | undefined>()
  analyses.set(propagation, known)
  if (known.has(id)) return known.get(id)
  const node = propagation.nodes.get(id)
  const request = node && refitRequest(node.definition, node.params)
  known.set(id, undefined)
  if (request) known.set(id, new Analysis(propagation, id, request).run())
  return known.get(id)
}

class Analysis {
  private readonly propagation: Propagation
  private readonly id: string
  private readonly request: RefitRequest
  private readonly problems: GraphProblem[] = []

  constructor(propagation: Propagation, id: string, request: RefitRequest) {
    this.propagation = propagation
    this.id = id
    this.request = request
  }

  run(): RefitAnalysis {
    const { propagation, request } = this
    const { topology, nodes, order } = propagation
    const model = this.model()
    const table = model && this.tableOf(model.node)
    if (!model || !table) return { refit: null, problems: this.problems }
    const behind = ancestorsOf(topology, [model.node])
    const searched = request.search ? [...behind].filter((each) => hasRanges(nodes.get(each))) : []
    const owned = intersect(descendantsOf(topology, searched), behind)
    if (request.search) {
      if (searched.length === 0) return this.nothingSearched()
      this.checkSearch(owned)
      if (!request.folds) this.checkValidation(table)
    }
    const cut = request.folds ? this.cutFor(table, owned) : null
    if (request.folds && !cut) return { refit: null, problems: this.problems }
    const refitted = cut
      ? new Set([...intersect(descendantsOf(topology, [cut.node]), behind), ...owned])
      : new Set(owned)
    if (cut) refitted.delete(cut.node)
    if (cut) this.checkCovered(cut, behind, refitted)
    const slice = order.filter((each) => refitted.has(each))
    this.checkConditions(slice)
    if (cut) this.checkNested(slice.filter((each) => !owned.has(each)))
    const space: Record<string, SearchRange> = {}
    for (const each of searched) {
      for (const [field, range] of Object.entries(nodes.get(each)?.search ?? {}))
        space[`${each}.${field}`] = range
    }
    const refit: PlanRefit = {
      want: request.want,
      folds: request.folds,
      cut,
      slice,
      owned: slice.filter((each) => owned.has(each)),
      search: request.search,
      space,
      port: request.of === 'self' ? null : request.of.port,
      model,
      table,
      given: this.givenTo(slice, owned, cut),
    }
    return { refit, problems: this.problems }
  }

  private error(code: string, message: string, nodeId = this.id, field?: string): void {
    this.problems.push({ severity: 'error', code, message, nodeId, ...(field !== undefined && { field }) })
  }

  private title(id: string): string {
    return titleOf(this.propagation, id)
  }

  /** The output that holds the model to be made again. */
  private model(): Source | undefined {
    const { of } = this.request
    const { nodes, topology } = this.propagation
    if (of === 'self') {
      const port = Object.entries(nodes.get(this.id)?.definition.outputs ?? {}).find(
        ([, { type }]) => type === 'model',
      )?.[0]
      return port === undefined ? undefined : { node: this.id, port }
    }
    return topology.incoming.get(this.id)?.find((edge) => edge.to.port === of.port)?.from
  }

  /** The table that a model reads: what its maker, or the maker of what its maker passes on, was given. */
  private tableOf(maker: string): Source | undefined {
    const seen = new Set<string>()
    for (let id: string | undefined = maker; id !== undefined && !seen.has(id); ) {
      seen.add(id)
      const [edge] = edgesOfType(this.propagation, id, 'table')
      if (edge) return edge.from
      id = edgesOfType(this.propagation, id, 'model')[0]?.from.node
    }
    return undefined
  }

  private fitsAbove(id: string): boolean {
    const { nodes, topology } = this.propagation
    return [...ancestorsOf(topology, [id])].some((each) => nodes.get(each)?.definition.fits)
  }

  /**
   * Where rows are dealt out: going up from the table that the model reads, the first table above which nothing has
   * learnt from rows.
   */
  private cutFor(table: Source, owned: ReadonlySet<string>): Source | null {
    let at: Source = table
    const seen = new Set<string>()
    while (this.fitsAbove(at.node) && !seen.has(at.node)) {
      seen.add(at.node)
      const edges = edgesOfType(this.propagation, at.node, 'table')
      const above = edges.length > 1 ? edges.filter((edge) => this.fitsAbove(edge.from.node)) : edges
      if (above.length > 1) {
        const message = `Several tables that were learnt from meet in ${this.title(at.node)}, so the rows can't be dealt out once for all of them. Put what learns after ${this.title(at.node)}.`
        this.error('refit_tables', message)
        return null
      }
      const [edge] = above
      if (!edge) break
      at = edge.from
    }
    if (owned.has(at.node)) {
      const message = `${this.title(at.node)} stands before the rows are dealt out into folds, so its settings can't be searched there. Type a value, or search on the validation rows.`
      this.error('search_above_folds', message, at.node)
      return null
    }
    return at
  }

  /** Whatever learnt from the rows that are dealt out must learn again in every fold. */
  private checkCovered(cut: Source, behind: ReadonlySet<string>, refitted: ReadonlySet<string>): void {
    const { nodes, topology } = this.propagation
    const sources = ancestorsOf(topology, [cut.node])
    for (const each of behind) {
      if (refitted.has(each) || each === cut.node || !nodes.get(each)?.definition.fits) continue
      const above = ancestorsOf(topology, [each])
      if (![...above].some((id) => sources.has(id))) continue
      const message = `${this.title(each)} learns from rows that ${this.title(this.id)} holds back in its folds, and would not learn again in each of them. Connect it after ${this.title(cut.node)}.`
      this.error('refit_not_covered', message, each)
    }
  }

  /** A search runs by itself, not once more in every fold. */
  private checkNested(ids: readonly string[]): void {
    for (const each of ids) {
      const node = each === this.id ? undefined : this.propagation.nodes.get(each)
      if (!node || !refitRequest(node.definition, node.params)?.search) continue
      if (!analyseRefit(this.propagation, each)?.refit) continue
      const message = `${this.title(each)} would have to search again in every fold of ${this.title(this.id)}, which it can’t. Write the best settings into the drawing first (*Promote* in the report of ${this.title(each)}), so that nothing is left to search.`
      this.error('search_in_folds', message)
    }
  }

  /** The model passes as it came: so a drawing still runs after the best settings were written into it. */
  private nothingSearched(): RefitAnalysis {
    const message = `No setting behind ${this.title(this.id)} is a range, so it passes the model on as it is. To search, open the menu of a setting before it and choose *Search a range*; otherwise ${this.title(this.id)} can be taken out.`
    const problem = { severity: 'warning', code: 'search_empty', message, nodeId: this.id } as const
    return { refit: null, problems: [...this.problems, problem] }
  }

  private checkValidation({ node, port }: Source): void {
    const table = this.propagation.nodes.get(node)?.outputs[port] as TableSchema | undefined
    if (!table || table.open || hasSplit(table)) return
    const message = `${this.title(this.id)} scores trials on the validation rows, and no Split stands upstream. Add a *Split* after the source, or score on folds.`
    this.error('search_no_validation', message)
  }

  /** Folds and trials run in one go: nothing in them can wait, or be left out. */
  private checkConditions(slice: readonly string[]): void {
    const { nodes, topology } = this.propagation
    for (const each of slice) {
      const conditional = topology.incoming
        .get(each)
        ?.some(({ to }) => Object.hasOwn(implicitInputs, to.port))
      const definition = nodes.get(each)?.definition
      if (!conditional && !definition?.waits && !definition?.merges) continue
      const message = `${this.title(each)} is made again for ${this.title(this.id)}, so it can't wait or depend on a condition. Put the condition before what is made again, or after ${this.title(this.id)}.`
      this.error('refit_condition', message, each)
    }
  }

  private checkSearch(owned: ReadonlySet<string>): void {
    const { nodes, topology } = this.propagation
    for (const each of owned) {
      const node = nodes.get(each)
      if (!node) continue
      if (node.definition.effect || refitRequest(node.definition, node.params)?.search) {
        const message = `${this.title(each)} can't be tried again and again inside ${this.title(this.id)}. Put it after.`
        this.error('search_inside', message, each)
        continue
      }
      if (isSource(node)) {
        const message = `${this.title(each)} brings in rows from outside, once a run and not once a trial, so its settings can’t be searched. Type a value.`
        this.error('search_source', message, each)
      }
      if (isSplit(node)) {
        const message = `${this.title(each)} depends on a search range, and every trial would be scored on other rows. Give it plain values.`
        this.error('search_split', message, each)
      }
      for (const { to } of topology.outgoing.get(each) ?? []) {
        if (owned.has(to.node) || to.node === this.id) continue
        const message = `${this.title(each)} depends on a search range and runs only inside the trials of ${this.title(this.id)}, so it can't feed ${this.title(to.node)}. Connect what comes out of ${this.title(this.id)} instead.`
        this.error('search_shared', message, each)
      }
    }
  }

  private givenTo(slice: readonly string[], owned: ReadonlySet<string>, cut: Source | null): Source[] {
    const refitted = new Set(slice)
    const given = new Map<string, Source>()
    if (cut) given.set(sourceKey(cut), cut)
    for (const id of slice) {
      // The best setting is refitted on what comes from outside the search, whatever its folds were given.
      const inside = owned.has(id) ? owned : refitted
      const nested = id === this.id ? undefined : analyseRefit(this.propagation, id)?.refit
      for (const from of nested?.given ?? []) if (!inside.has(from.node)) given.set(sourceKey(from), from)
      for (const { from } of this.propagation.topology.incoming.get(id) ?? []) {
        if (!inside.has(from.node)) given.set(sourceKey(from), { node: from.node, port: from.port })
      }
    }
    return [...given.values()]
  }
}

const intersect = (a: ReadonlySet<string>, b: ReadonlySet<string>): Set<string> =>
  new Set([...a].filter((each) => b.has(each)))

const tables = (side: NodeSchemas['inputs']): TableSchema[] =>
  Object.values(side).filter((schema): schema is TableSchema => schema !== undefined && 'columns' in schema)

const isSource = ({ definition: { inputs, outputs } }: NodeSchemas): boolean =>
  Object.keys(inputs).length === 0 && Object.values(outputs).some(({ type }) => type === 'table')

/** Whether a node divides rows that have not been divided. */
export const isSplit = (node: NodeSchemas): boolean =>
  tables(node.outputs).some(hasSplit) && !tables(node.inputs).some(hasSplit)
