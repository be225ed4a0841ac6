import { join } from 'node:path'
import { withEngine } from '../../../ml/tables/engine.ts'
import { clusterName, clusterOf, distanceTo, fitClusters } from '../../../ml/transforms/fit-clusters.ts'
import { trainingRelation } from '../../../ml/transforms/training-rows.ts'
import { applySql, type Transform } from '../../../ml/transforms/transform.ts'
import { checkedSchema } from '../../kit/checked-schema.ts'
import { findByRole } from '../../kit/columns.ts'
import type { Runner } from '../../kit/runner.ts'
import { cluster, planClusters } from './definition.ts'

export const run: Runner<typeof cluster> = async ({ inputs, params, ctx }) => {
  const { arriving, leaving } = checkedSchema(cluster, inputs, params)
  const { columns, made } = planClusters(arriving.table, params)
  const target = findByRole(arriving.table, 'target')
  const classes = target && (target.kind === 'category' || target.kind === 'boolean') ? target.name : null
  const source = await ctx.store.pathOf(inputs.table.blob)
  return withEngine(ctx, async (engine) => {
    ctx.progress({ message: 'Learning from the training rows' })
    const fitted = await fitClusters(engine, trainingRelation(source, arriving.table), {
      columns: columns.map(({ name }) => name),
      clusters: params.clusters,
      standardise: params.standardise,
      starts: params.starts,
      seed: ctx.seed,
      classes,
    })
    const [own, ...apart] = made
    const transform: Transform = {
      version: 1,
      columns: [
        { name: own!.name, expression: clusterOf(fitted) },
        ...apart.map(({ name }, at) => ({ name, expression: distanceTo(fitted, fitted.clusters[at]!) })),
      ],
    }
    ctx.progress({ message: 'Writing the table' })
    const path = join(ctx.tempDir, 'clusters.parquet')
    await applySql(engine, transform, {
      path: source,
      columns: arriving.table.columns.map(({ name }) => name),
      outPath: path,
    })
    const { inertia, silhouette, elbow, agreement, picture, rows, incomplete } = fitted
    if (incomplete > 0) {
      ctx.log(
        'warn',
        `${incomplete} of ${rows + incomplete} training rows lack a value, so nothing was learnt from them and they have no cluster. Put Missing values before this node.`,
      )
    }
    const report = {
      columns: fitted.inputs.map(({ name }) => name),
      clusters: fitted.clusters.map(({ centre, rows: size }, place) => ({
        name: clusterName(place),
        rows: size,
        // In the units of the columns.
        centre: fitted.inputs.map(({ center, scale }, at) => center + centre[at]! * scale),
        // In standard deviations, or in the same units where nothing was standardised.
        apart: [...centre],
      })),
      rows,
      incomplete,
      inertia,
      silhouette,
      elbow,
      picture,
      agreement: agreement === null ? null : { target: classes, adjustedRand: agreement },
    }
    const metrics = { silhouette, inertia, ...(agreement !== null && { adjustedRand: agreement }) }
    return {
      table: { path, schema: leaving, transform },
      transform: { transform },
      report: { kind: 'clusters', report, metrics },
    }
  })
}
