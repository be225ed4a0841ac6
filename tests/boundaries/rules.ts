/** Who may import whom: the table of the architecture page, for imports that remain when the code runs. */
export interface Rule {
  /** What the message says about the files it is for. */
  title: string
  appliesTo: (path: string) => boolean
  /** May be imported directly. */
  allows: (path: string, importer: string) => boolean
}

const isUnder =
  (...folders: string[]) =>
  (path: string): boolean =>
    folders.some((folder) => path.startsWith(`${folder}/`) || path === folder)

const isPackage = (path: string): boolean => /^(npm|node):/.test(path)
const isRun = (path: string): boolean => /^nodes\/.*\/run\.ts$/.test(path)
const isRunners = (path: string): boolean => path === 'nodes/runners.ts'
const isView = (path: string): boolean => path.startsWith('nodes/') && path.endsWith('.tsx')

/** Definitions, graph, kit, templates: what the browser, the server and the worker share. */
export const isNodesPure = (path: string): boolean =>
  path.startsWith('nodes/') && !isRun(path) && !isRunners(path) && !isView(path)

// jsep: the parser of Expression column, which marks mistakes while someone types. croner and cronstrue: the times of a
// schedule and their words.
const pureNames = ['npm:zod', 'npm:@noble/hashes', 'npm:jsep', 'npm:croner', 'npm:cronstrue']

/** Packages that must not be loaded outside of the compute child and serving. */
export const isHeavyPackage = (path: string): boolean =>
  /^npm:(@tensorflow\/|@duckdb\/|onnxruntime|sharp$)/.test(path)

/** Arithmetic alone: the worker may load it. */
const isPlainMl = (path: string): boolean => isUnder('ml/tuning', 'ml/training/random.ts')(path)

export const isCompute = (path: string): boolean =>
  (path.startsWith('ml/') && !isPlainMl(path)) || isRun(path) || isRunners(path) || isHeavyPackage(path)

export const isTemporalWorker = (path: string): boolean =>
  /^npm:@temporalio\/(worker|core-bridge|testing)$/.test(path)

const sandbox = new Set([
  'workflows/workflows.ts',
  'workflows/run-pipeline.ts',
  'workflows/refit-node.ts',
  'workflows/run-schedule.ts',
  'workflows/ask.ts',
  'workflows/decide-node.ts',
  'workflows/activity-options.ts',
])

/** The folder of a node type: `nodes/train/train`. */
const nodeFolder = (path: string): string => path.split('/').slice(0, 3).join('/')

const isInOwnFolder = (path: string, importer: string): boolean =>
  nodeFolder(path) === nodeFolder(importer) && !isView(path)

/** Direct imports. The first rule whose files include the importer counts. */
export const rules: readonly Rule[] = [
  {
    title: 'A runner may import nodes/kit, its own folder and ml',
    appliesTo: isRun,
    allows: (path, importer) =>
      isPackage(path) || isUnder('nodes/kit', 'ml')(path) || isInOwnFolder(path, importer),
  },
  {
    title: 'nodes/runners.ts may import the runners and ml',
    appliesTo: isRunners,
    allows: (path) => isRun(path) || isNodesPure(path) || isUnder('ml')(path),
  },
  {
    title: 'A view may import React, its own definition and shared components',
    appliesTo: isView,
    allows: (path) => isPackage(path) || isNodesPure(path) || isUnder('app/components')(path),
  },
  {
    title: 'nodes (definitions, graph, kit) may import zod and each other: no I/O, no Node API',
    appliesTo: (path) => path.startsWith('nodes/'),
    allows: (path) => isNodesPure(path) || pureNames.includes(path),
  },
  {
    title: 'ml may import numeric packages and itself, nothing else of Millrace',
    appliesTo: isUnder('ml'),
    allows: (path) => isPackage(path) || isUnder('ml')(path),
  },
  {
    title: 'Workflow code may import @temporalio/workflow and pure values of nodes/graph and nodes/kit',
    appliesTo: (path) => sandbox.has(path),
    allows: (path) =>
      /^npm:@temporalio\/(workflow|common)$/.test(path) ||
      isUnder('workflows/types.ts', 'nodes/graph', 'nodes/kit')(path) ||
      sandbox.has(path),
  },
  {
    title: 'Only the compute child may import runners, and it imports no server domain',
    appliesTo: isUnder(
      'workflows/compute/child.ts',
      'workflows/compute/store-outputs.ts',
      'workflows/compute/run-subplan.ts',
      'workflows/compute/deal-rows.ts',
      'workflows/compute/scratch-store.ts',
    ),
    allows: (path) =>
      isPackage(path) ||
      isRunners(path) ||
      isNodesPure(path) ||
      isUnder('ml', 'server/storage', 'server/config.ts', 'workflows/compute')(path),
  },
  {
    title: 'workflows may import drizzle, nodes (no runner), server domain and storage; of ml only ml/tuning',
    appliesTo: isUnder('workflows'),
    allows: (path) =>
      isPackage(path) || isNodesPure(path) || isUnder('workflows', 'drizzle', 'server', 'ml/tuning')(path),
  },
  {
    title: 'drizzle may import packages and pure values of nodes',
    appliesTo: isUnder('drizzle'),
    allows: (path) => isPackage(path) || isUnder('drizzle')(path) || isNodesPure(path),
  },
  {
    title: 'server/serving may import ml, drizzle, nodes (no runner) and other server code',
    appliesTo: isUnder('server/serving'),
    allows: (path) => isPackage(path) || isNodesPure(path) || isUnder('server', 'drizzle', 'ml')(path),
  },
  {
    title: 'server may import drizzle, nodes (no runner) and workflows/client',
    appliesTo: isUnder('server'),
    allows: (path) =>
      isPackage(path) ||
      isNodesPure(path) ||
      (isUnder('server')(path) && !path.startsWith('server/serving/')) ||
      isUnder('drizzle', 'workflows/client.ts', 'workflows/types.ts')(path),
  },
  {
    title: 'A route may import app, server and nodes (no runner)',
    appliesTo: isUnder('app/api'),
    allows: (path) => isPackage(path) || isNodesPure(path) || isUnder('app', 'server')(path),
  },
  {
    title:
      'A page may import app and nodes (definitions, graph, views); of server only types and its plain values',
    appliesTo: isUnder('app'),
    allows: (path) => isPackage(path) || isNodesPure(path) || isView(path) || isUnder('app')(path),
  },
  {
    title: 'sdk may import itself and packages; of Millrace only types',
    appliesTo: isUnder('sdk'),
    allows: (path) => isPackage(path) || isUnder('sdk')(path),
  },
]

/** The imports of a file that its rule does not allow. */
export function findForbidden(
  path: string,
  imports: readonly string[],
): { title: string; imports: string[] } | undefined {
  const rule = rules.find(({ appliesTo }) => appliesTo(path))
  if (rule === undefined) return undefined
  // Anyone may read the version.
  const forbidden = imports.filter((target) => target !== 'package.json' && !rule.allows(target, path))
  return forbidden.length === 0 ? undefined : { title: rule.title, imports: forbidden }
}
