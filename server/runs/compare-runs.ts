import { eq } from 'drizzle-orm'
import type { Database } from '../../drizzle/client.ts'
import { pipelineVersions, runs } from '../../drizzle/schema.ts'
import { definitions, findDefinition } from '../../nodes/definitions.ts'
import { titleOfField } from '../../nodes/graph/issue-words.ts'
import { describeInputs, valuesOf } from '../../nodes/graph/pipeline-inputs.ts'
import { UserError } from '../../nodes/kit/errors.ts'
import type { ComparedRun, RunComparison, RunParameter } from '../views.ts'
import { getRunSummary, listNodeRuns } from './runs.ts'

async function readRun(db: Database, id: string) {
  const [row] = await db
    .select({ plan: runs.plan, inputs: runs.inputs, document: pipelineVersions.document })
    .from(runs)
    .innerJoin(pipelineVersions, eq(pipelineVersions.id, runs.versionId))
    .where(eq(runs.id, id))
  if (!row) throw new UserError('not_found', 'There is no such run.')
  return row
}

const parametersOf = ({ document, inputs }: Awaited<ReturnType<typeof readRun>>): RunParameter[] => {
  const values = valuesOf(document, inputs)
  return describeInputs(document, definitions).map((input) => ({
    ...input,
    value: values[input.name] ?? input.default,
    given: Object.hasOwn(inputs, input.name),
  }))
}

/** The values of the pipeline's parameters that a run took, given or default. Throws UserError `not_found`. */
export const getRunParameters = async (db: Database, id: string): Promise<RunParameter[]> =>
  parametersOf(await readRun(db, id))

async function getComparedRun(db: Database, id: string): Promise<ComparedRun> {
  const [row, run, nodes] = await Promise.all([readRun(db, id), getRunSummary(db, id), listNodeRuns(db, id)])
  return {
    run,
    parameters: parametersOf(row),
    seed: row.plan.seed,
    plan: row.plan.nodes.map(({ id: nodeId, type, title, params, inputs }) => ({
      id: nodeId,
      type,
      title,
      params,
      inputs,
    })),
    nodes: Object.fromEntries(nodes.map((node) => [node.nodeId, node])),
  }
}

/** What runs had set, how they went and what came out, in the order asked for. Throws UserError `not_found`. */
export async function compareRuns(db: Database, ids: readonly string[]): Promise<RunComparison> {
  const compared = await Promise.all([...new Set(ids)].map((id) => getComparedRun(db, id)))
  const types = new Set(compared.flatMap(({ plan }) => plan.map(({ type }) => type)))
  return {
    runs: compared,
    fieldTitles: Object.fromEntries(
      [...types].map((type) => {
        const definition = findDefinition(type)
        const fields = Object.keys(definition?.params.shape ?? {})
        return [type, Object.fromEntries(fields.map((name) => [name, titleOfField(definition!, name)]))]
      }),
    ),
  }
}
