export { pipelines, pipelineVersions } from './schema/pipelines.ts'
export { cacheEntries, checkpoints, nodeRuns, runEvents, runs } from './schema/runs.ts'
export { datasetReadings, datasetVersions } from './schema/datasets.ts'
export { endpoints, endpointVersions, modelVersions } from './schema/models.ts'
