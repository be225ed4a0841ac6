import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { findDefinition } from '../../nodes/definitions.ts'
import type { PlanNode, PlanRefit } from '../../nodes/graph/plan.ts'
import { outputKey, RefitPlans, type Subplan } from '../../nodes/graph/subplan.ts'
import { UnexpectedError } from '../../nodes/kit/errors.ts'
import { gatherSlots } from '../../nodes/kit/many.ts'
import type { Refit } from '../../nodes/kit/refits.ts'
import type { RunContext } from '../../nodes/kit/runner.ts'
import type { PortValue } from '../../nodes/kit/values.ts'
import { loadRunner } from '../../nodes/runners.ts'
import { dealRows } from './deal-rows.ts'
import { openScratchStore } from './scratch-store.ts'
import { storeOutputs } from './store-outputs.ts'

type Values = Readonly<Record<string, PortValue>>

/**
 * Runs a part of a plan again over given values and hands back what was asked for: the one primitive behind
 * cross-validation, out-of-fold prediction, stacking and tuning. Whatever else is made on the way is thrown away. What
 * somebody will look at is not `passing`: its tables have profiles.
 */
export async function runSubplan(
  subplan: Subplan,
  given: Values,
  ctx: RunContext,
  options: { passing: boolean } = { passing: true },
): Promise<Record<string, PortValue>> {
  const tempDir = await mkdtemp(join(ctx.tempDir, 'refit-'))
  const scratch = openScratchStore(ctx.store, join(tempDir, 'blobs'))
  const inner: RunContext = {
    ...ctx,
    tempDir,
    store: scratch,
    // What is this short starts over.
    loadCheckpoint: () => Promise.resolve(null),
    saveCheckpoint: () => Promise.resolve(),
    stopRequested: undefined,
  }
  try {
    const values = await execute(subplan, given, inner, options)
    const wanted: Record<string, PortValue> = {}
    for (const key of subplan.want) {
      const value = find(values, key)
      await scratch.keep(value)
      wanted[key] = value
    }
    return wanted
  } finally {
    await rm(tempDir, { recursive: true, force: true })
  }
}

function find(values: Values, key: string): PortValue {
  const value = Object.hasOwn(values, key) ? values[key] : undefined
  if (!value) throw new UnexpectedError('input_missing', `Nothing was given for ${key}`)
  return value
}

async function execute(
  subplan: Subplan,
  given: Values,
  ctx: RunContext,
  options: { passing: boolean },
): Promise<Values> {
  const values: Record<string, PortValue> = { ...given }
  const { deal, nodes, parts } = subplan
  if (deal) {
    const table = find(values, deal.table)
    if (table.port !== 'table') throw new UnexpectedError('input_missing', `${deal.table} is no table`)
    const draft = await dealRows(table, deal, ctx)
    const facts = {
      id: '(folds)',
      type: '(folds)',
      version: 1,
      params: {},
      serve: 'skip',
      outputs: { table: { type: 'table' } },
    } as const
    const stored = await storeOutputs(facts, { table }, { table: draft }, ctx, options)
    values[deal.table] = stored.table as PortValue
  }
  for (const [index, node] of nodes.entries()) {
    ctx.progress({ message: node.title, fraction: index / nodes.length })
    const refits = node.refit ? await refitInside(node, node.refit, [...nodes, ...parts], values, ctx) : []
    const outputs = await runNode(node, values, { ...ctx, refits }, options)
    for (const [port, value] of Object.entries(outputs)) values[outputKey({ node: node.id, port })] = value
  }
  return values
}

/** A node inside a fold or a trial that has something made again itself: fold after fold, here. */
async function refitInside(
  node: PlanNode,
  refit: PlanRefit,
  nodes: readonly PlanNode[],
  values: Values,
  ctx: RunContext,
): Promise<Refit[]> {
  const plans = new RefitPlans(nodes, node, refit)
  const refits: Refit[] = []
  for (let fold = 0; fold < (refit.folds?.folds ?? 0); fold++) {
    const subplan = plans.fold(fold)
    const made = await execute(subplan, values, ctx, { passing: true })
    const outputs = Object.fromEntries(subplan.want.map((key) => [key, find(made, key)]))
    refits.push({
      iteration: `fold:${fold}`,
      settings: {},
      state: 'succeeded',
      outputs,
      error: null,
      durationMs: 0,
    })
  }
  return refits
}

async function runNode(
  node: PlanNode,
  values: Values,
  ctx: RunContext,
  options: { passing: boolean },
): Promise<Record<string, PortValue>> {
  const definition = findDefinition(node.type)
  const run = await loadRunner(node.type)
  if (!definition || !run) throw new UnexpectedError('no_runner', `No runner for the node type ${node.type}`)
  const inputs = Object.fromEntries(
    Object.entries(node.inputs).map(([slot, from]) => [slot, find(values, outputKey(from))]),
  )
  const tempDir = join(ctx.tempDir, `node-${Math.random().toString(36).slice(2)}`)
  await mkdir(tempDir, { recursive: true })
  const own: RunContext = {
    ...ctx,
    tempDir,
    seed: node.seed,
    // Its curves would be drawn over one another.
    progress: ({ message, epoch, epochs }) =>
      ctx.progress({
        message:
          epoch === undefined
            ? `${node.title}: ${message ?? ''}`
            : `${node.title}: epoch ${epoch} of ${epochs}`,
      }),
    log: (level, message) => {
      if (level === 'error') ctx.log(level, `${node.title}: ${message}`)
    },
  }
  const drafts = await run({ inputs: gatherSlots(definition.inputs, inputs), params: node.params, ctx: own })
  const facts = { ...node, serve: definition.serve, outputs: definition.outputs }
  return storeOutputs(facts, inputs, drafts, own, options)
}
