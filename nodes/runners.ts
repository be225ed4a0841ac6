import type { Runner } from './kit/runner.ts'
import type { definitions, NodeType } from './definitions.ts'

/**
 * How each node type runs, for the compute child only. Loaded when first needed, so that a child that handles tables
 * never loads TensorFlow. Effects run in the worker and have no runner.
 */

type Effect = 'deploy.deploy' | 'control.approval' | 'control.wait'
type Runners = { [T in Exclude<NodeType, Effect>]: () => Promise<{ run: Runner<(typeof definitions)[T]> }> }

const runners = {
  'clean.anomalies': () => import('./clean/anomalies/run.ts'),
  'clean.duplicates': () => import('./clean/duplicates/run.ts'),
  'clean.missing': () => import('./clean/missing/run.ts'),
  'clean.neighbours': () => import('./clean/neighbours/run.ts'),
  'clean.outliers': () => import('./clean/outliers/run.ts'),
  'clean.select': () => import('./clean/select/run.ts'),
  'combine.ensemble': () => import('./combine/ensemble/run.ts'),
  'combine.join': () => import('./combine/join/run.ts'),
  'combine.sql': () => import('./combine/sql/run.ts'),
  'combine.union': () => import('./combine/union/run.ts'),
  'compress.quantise': () => import('./compress/quantise/run.ts'),
  'control.branch': () => import('./control/branch/run.ts'),
  'control.merge': () => import('./control/merge/run.ts'),
  'control.merge-model': () => import('./control/merge-model/run.ts'),
  'control.switch': () => import('./control/switch/run.ts'),
  'control.pass': () => import('./control/pass/run.ts'),
  'control.for-each': () => import('./control/for-each/run.ts'),
  'control.gather': () => import('./control/gather/run.ts'),
  'data.builtin': () => import('./data/builtin/run.ts'),
  'data.file': () => import('./data/file/run.ts'),
  'data.images': () => import('./data/images/run.ts'),
  'data.postgres': () => import('./data/postgres/run.ts'),
  'data.roles': () => import('./data/roles/run.ts'),
  'data.profile': () => import('./data/profile/run.ts'),
  'data.contract': () => import('./data/contract/run.ts'),
  'deploy.batch': () => import('./deploy/batch/run.ts'),
  'deploy.predict': () => import('./deploy/predict/run.ts'),
  'evaluate.cross-validate': () => import('./evaluate/cross-validate/run.ts'),
  'evaluate.evaluate': () => import('./evaluate/evaluate/run.ts'),
  'evaluate.gate': () => import('./evaluate/gate/run.ts'),
  'evaluate.importance': () => import('./evaluate/importance/run.ts'),
  'features.aggregate': () => import('./features/aggregate/run.ts'),
  'features.augment': () => import('./features/augment/run.ts'),
  'features.bin': () => import('./features/bin/run.ts'),
  'features.date-parts': () => import('./features/date-parts/run.ts'),
  'features.cluster': () => import('./features/cluster/run.ts'),
  'features.encode': () => import('./features/encode/run.ts'),
  'features.expression': () => import('./features/expression/run.ts'),
  'features.image': () => import('./features/image/run.ts'),
  'features.lags': () => import('./features/lags/run.ts'),
  'features.one-hot': () => import('./features/one-hot/run.ts'),
  'features.ordinal': () => import('./features/ordinal/run.ts'),
  'features.pca': () => import('./features/pca/run.ts'),
  'features.products': () => import('./features/products/run.ts'),
  'features.scale': () => import('./features/scale/run.ts'),
  'features.select': () => import('./features/select/run.ts'),
  'features.text': () => import('./features/text/run.ts'),
  'features.tokens': () => import('./features/tokens/run.ts'),
  'models.boosting': () => import('./models/boosting/run.ts'),
  'models.forest': () => import('./models/forest/run.ts'),
  'models.linear': () => import('./models/linear/run.ts'),
  'models.mlp': () => import('./models/mlp/run.ts'),
  'models.network': () => import('./models/network/run.ts'),
  'models.tree': () => import('./models/tree/run.ts'),
  'split.balance': () => import('./split/balance/run.ts'),
  'split.sample': () => import('./split/sample/run.ts'),
  'split.split': () => import('./split/split/run.ts'),
  'train.train': () => import('./train/train/run.ts'),
  'train.tune': () => import('./train/tune/run.ts'),
} satisfies Runners

/** A runner whose inputs and parameters have been checked against its definition by the plan. */
export type AnyRunner = (call: { inputs: unknown; params: unknown; ctx: unknown }) => Promise<never>

/** The runner of a node type, or undefined for effects and unknown types. */
export async function loadRunner(type: string): Promise<AnyRunner | undefined> {
  if (!Object.hasOwn(runners, type)) return undefined
  const { run } = await runners[type as keyof typeof runners]()
  return run as unknown as AnyRunner
}

/** Name and version of the numeric backend, as it enters cache keys: `wasm 4.22.0`. */
export async function describeBackend(): Promise<string> {
  const { initBackend } = await import('../ml/backend/init-backend.ts')
  const { name, version } = await initBackend()
  return `${name} ${version}`
}
