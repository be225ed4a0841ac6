import { readFileSync } from 'node:fs'
import type { PipelineDocument } from '../../nodes/graph/document.ts'
import { findTemplate } from '../../nodes/templates/templates.ts'
import type { Client } from '../../sdk/client.ts'
import { type BenchContext, createFrom, runToEnd } from './context.ts'
import { type BenchRow, benchRow, mean } from './table.ts'

/** Row numbers of a drawing's own split. */
export interface SplitRows {
  seed: number
  validation: number[]
  test: number[]
}

const models = { logistic: 'LogisticRegression', forest: 'RandomForest', network: 'MLPClassifier' } as const
type ModelName = keyof typeof models

type Reference = SplitRows & Record<ModelName, number>

interface Fixture {
  versions: Record<string, string>
  sets: Record<string, Reference[]>
}

const SETS = ['penguins', 'wine'] as const
const SEEDS = 10
const PAGE = 500

const fixturePath = new URL('../fixtures/scikit-learn/accuracy.json', import.meta.url)

/** The template *Tabular classification* on a data set, with a seed of its own. */
function templateOn(dataset: string, seed: number): PipelineDocument {
  const document = findTemplate('tabular-classification')?.document
  if (document === undefined) throw new Error('there is no template tabular-classification')
  return {
    ...document,
    seed,
    nodes: document.nodes.map((node) => (node.id === 'data' ? { ...node, params: { dataset } } : node)),
  }
}

async function readSplit(client: Client, runId: string, seed: number): Promise<SplitRows> {
  const parts = new Map<unknown, number[]>()
  for (let offset = 0, total = 1; offset < total; offset += PAGE) {
    const page = await client.runs.rows(runId, 'split', 'table', { offset, limit: PAGE })
    const [id, part] = [page.columns.indexOf('_row'), page.columns.indexOf('_split')]
    if (id < 0 || part < 0) throw new Error(`the split table has the columns ${page.columns.join(', ')}`)
    for (const row of page.rows) parts.set(row[part], [...(parts.get(row[part]) ?? []), Number(row[id])])
    total = page.total
  }
  const rowsOf = (part: string) => (parts.get(part) ?? []).sort((a, b) => a - b)
  return { seed, validation: rowsOf('validation'), test: rowsOf('test') }
}

/** The splits that the template makes, for `make-accuracy.py`. */
export async function exportSplits(context: BenchContext): Promise<Record<string, SplitRows[]>> {
  const { client } = await context.shared()
  const sets: Record<string, SplitRows[]> = {}
  for (const dataset of SETS) {
    sets[dataset] = []
    for (let seed = 0; seed < SEEDS; seed++) {
      const id = await createFrom(client, `Split ${dataset} ${seed}`, templateOn(dataset, seed))
      const run = await runToEnd(client, id, { until: 'split' })
      sets[dataset].push(await readSplit(client, run.id, seed))
    }
  }
  return sets
}

const isSame = (a: readonly number[], b: readonly number[]): boolean => a.join() === b.join()

/** The template against scikit-learn's models on the very rows of the template's own splits. */
export async function benchAccuracy(context: BenchContext): Promise<BenchRow[]> {
  const { client } = await context.shared()
  const fixture = JSON.parse(readFileSync(fixturePath, 'utf8')) as Fixture
  const rows: BenchRow[] = []
  for (const dataset of SETS) {
    // A quick bench looks at as many splits as it has rounds.
    const references = (fixture.sets[dataset] ?? []).slice(0, context.rounds >= 3 ? SEEDS : context.rounds)
    const ours: number[] = []
    for (const reference of references) {
      const id = await createFrom(client, `Bench ${dataset}`, templateOn(dataset, reference.seed))
      const run = await runToEnd(client, id, { until: 'evaluate' })
      const split = await readSplit(client, run.id, reference.seed)
      if (!isSame(split.test, reference.test) || !isSame(split.validation, reference.validation))
        throw new Error('the splits are no longer those of accuracy.json: make it again (make-accuracy.py)')
      const accuracy = run.metrics['accuracy']
      if (accuracy === undefined) throw new Error('the run has no accuracy')
      ours.push(accuracy)
    }
    context.say(`${dataset}: ${ours.map((accuracy) => accuracy.toFixed(3)).join(' ')}`)
    for (const [name, title] of Object.entries(models) as [ModelName, string][]) {
      const theirs = references.map((reference) => reference[name])
      const error = standardError(ours.map((accuracy, at) => accuracy - (theirs[at] ?? 0)))
      rows.push(
        benchRow(`Accuracy on ${dataset}, template, ${ours.length} splits`, 'mean', {
          ours: mean(ours),
          reference: mean(theirs),
          of: `${title}, ± ${error.toFixed(4)}`,
          note: `scikit-learn ${fixture.versions['scikit-learn'] ?? ''} with its defaults, learning from the same training rows and scored on the same test rows; computed once (make-accuracy.py). ± is the standard error of the difference.`,
        }),
      )
    }
  }
  return rows
}

function standardError(differences: readonly number[]): number {
  const centre = mean(differences)
  const spread = Math.sqrt(mean(differences.map((value) => (value - centre) ** 2)))
  return spread / Math.sqrt(Math.max(1, differences.length - 1))
}
