import { datasetsRouter, endpointsRouter, modelsRouter, systemRouter } from './routers/catalogue.ts'
import { approvalsRouter } from './routers/approvals.ts'
import { connectionsRouter } from './routers/connections.ts'
import { lineageRouter, maintenanceRouter } from './routers/maintenance.ts'
import { pipelinesRouter } from './routers/pipelines.ts'
import { runsRouter } from './routers/runs.ts'
import { schedulesRouter } from './routers/schedules.ts'
import { templatesRouter } from './routers/templates.ts'
import { valuesRouter } from './routers/values.ts'
import { router } from './trpc.ts'

export const appRouter = router({
  pipelines: pipelinesRouter,
  templates: templatesRouter,
  runs: runsRouter,
  approvals: approvalsRouter,
  schedules: schedulesRouter,
  values: valuesRouter,
  datasets: datasetsRouter,
  connections: connectionsRouter,
  models: modelsRouter,
  endpoints: endpointsRouter,
  lineage: lineageRouter,
  maintenance: maintenanceRouter,
  system: systemRouter,
})

export type AppRouter = typeof appRouter
