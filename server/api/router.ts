import { datasetsRouter, endpointsRouter, modelsRouter, systemRouter } from './routers/catalogue.ts'
import { pipelinesRouter } from './routers/pipelines.ts'
import { runsRouter } from './routers/runs.ts'
import { valuesRouter } from './routers/values.ts'
import { router } from './trpc.ts'

export const appRouter = router({
  pipelines: pipelinesRouter,
  runs: runsRouter,
  values: valuesRouter,
  datasets: datasetsRouter,
  models: modelsRouter,
  endpoints: endpointsRouter,
  system: systemRouter,
})

export type AppRouter = typeof appRouter
