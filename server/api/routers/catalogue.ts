import { z } from 'zod'
import {
  deployModel,
  getEndpoint,
  listEndpoints,
  removeEndpoint,
  setEndpointEnabled,
  setEndpointVersion,
} from '../../deployments/deployments.ts'
import { predictRows } from '../../deployments/predict-rows.ts'
import { getDataset, listDatasets, listSources, readDataset } from '../../datasets/datasets.ts'
import { fetchDataset } from '../../datasets/fetch-dataset.ts'
import { deleteDataset, findReaders } from '../../datasets/delete-dataset.ts'
import { getModelCard } from '../../models/card.ts'
import { writeCard } from '../../models/card-text.ts'
import { deleteModelVersion } from '../../models/delete-model.ts'
import { getModel, listModels } from '../../models/models.ts'
import { changeModel, modelChanges, removeModelAlias, setModelAlias } from '../../models/registry.ts'
import { getSystemInfo } from '../../system/info.ts'
import type { Services } from '../services.ts'
import { procedure, router } from '../trpc.ts'

const byId = z.object({ id: z.string() })
const byName = z.object({ name: z.string() })

const viewDeps = ({ db, store, config }: Services) => ({ db, store, servingUrl: config.servingUrl })

export const datasetsRouter = router({
  list: procedure.query(({ ctx }) => listDatasets(ctx.db)),
  get: procedure.input(byId).query(({ ctx, input }) => getDataset(ctx.db, input.id)),
  read: procedure
    .input(byId.extend({ options: z.record(z.string(), z.json()).default({}) }))
    .query(({ ctx, input }) => readDataset(ctx, input)),
  fetch: procedure
    .input(z.object({ url: z.string().max(4_000) }))
    .mutation(({ ctx, input }) => fetchDataset(ctx, input)),
  readers: procedure.input(byId).query(({ ctx, input }) => findReaders(ctx.db, input.id)),
  remove: procedure
    .input(byId.extend({ evenIfRead: z.boolean().optional() }))
    .mutation(({ ctx, input }) => deleteDataset(ctx.db, input)),
  sources: procedure
    .input(z.object({ keys: z.array(z.string()).max(1_000) }))
    .query(({ ctx, input }) => listSources(ctx.db, input.keys)),
})

export const modelsRouter = router({
  list: procedure.query(({ ctx }) => listModels(ctx.db)),
  get: procedure.input(byId).query(({ ctx, input }) => getModel(ctx.db, input.id)),
  remove: procedure.input(byId).mutation(({ ctx, input }) => deleteModelVersion(ctx.db, input.id)),
  card: procedure.input(byId).query(({ ctx, input }) => getModelCard(ctx, input.id)),
  cardText: procedure
    .input(byId)
    .query(async ({ ctx, input }) =>
      writeCard(await getModel(ctx.db, input.id), await getModelCard(ctx, input.id)),
    ),
  setAlias: procedure
    .input(byId.extend({ alias: z.string() }))
    .mutation(({ ctx, input }) => setModelAlias(ctx.db, input.id, input.alias)),
  removeAlias: procedure
    .input(byId.extend({ alias: z.string() }))
    .mutation(({ ctx, input }) => removeModelAlias(ctx.db, input.id, input.alias)),
  change: procedure
    .input(byId.extend(modelChanges.shape))
    .mutation(({ ctx, input: { id, ...changes } }) => changeModel(ctx.db, id, changes)),
  deploy: procedure
    .input(z.object({ modelVersionId: z.string(), name: z.string() }))
    .mutation(async ({ ctx, input }) => {
      await getModel(ctx.db, input.modelVersionId)
      return deployModel(ctx, { ...input, idempotencyKey: crypto.randomUUID(), mayTakeOver: true })
    }),
})

export const endpointsRouter = router({
  list: procedure.query(({ ctx }) => listEndpoints(viewDeps(ctx))),
  get: procedure.input(byName).query(({ ctx, input }) => getEndpoint(viewDeps(ctx), input.name)),
  setVersion: procedure
    .input(byName.extend({ version: z.number().int().positive() }))
    .mutation(({ ctx, input }) => setEndpointVersion(ctx, input.name, input.version)),
  setEnabled: procedure
    .input(byName.extend({ enabled: z.boolean() }))
    .mutation(({ ctx, input }) => setEndpointEnabled(ctx, input.name, input.enabled)),
  remove: procedure.input(byName).mutation(({ ctx, input }) => removeEndpoint(ctx, input.name)),
  predict: procedure
    .input(byName.extend({ rows: z.array(z.record(z.string(), z.json())).min(1).max(100) }))
    .mutation(({ ctx, input }) => predictRows(ctx.config, input.name, input.rows)),
})

export const systemRouter = router({
  info: procedure.query(({ ctx }) => getSystemInfo(ctx.db, ctx.config)),
})
