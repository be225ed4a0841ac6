import { anomalies } from './clean/anomalies/definition.ts'
import { duplicates } from './clean/duplicates/definition.ts'
import { missing } from './clean/missing/definition.ts'
import { neighbours } from './clean/neighbours/definition.ts'
import { outliers } from './clean/outliers/definition.ts'
import { select } from './clean/select/definition.ts'
import { ensemble } from './combine/ensemble/definition.ts'
import { join } from './combine/join/definition.ts'
import { sql } from './combine/sql/definition.ts'
import { union } from './combine/union/definition.ts'
import { quantise } from './compress/quantise/definition.ts'
import { approval } from './control/approval/definition.ts'
import { branch } from './control/branch/definition.ts'
import { merge } from './control/merge/definition.ts'
import { mergeModel } from './control/merge-model/definition.ts'
import { forEach } from './control/for-each/definition.ts'
import { gather } from './control/gather/definition.ts'
import { pass } from './control/pass/definition.ts'
import { switchNode } from './control/switch/definition.ts'
import { wait } from './control/wait/definition.ts'
import { builtin } from './data/builtin/definition.ts'
import { contract } from './data/contract/definition.ts'
import { file } from './data/file/definition.ts'
import { images } from './data/images/definition.ts'
import { postgres } from './data/postgres/definition.ts'
import { profile } from './data/profile/definition.ts'
import { roles } from './data/roles/definition.ts'
import { batch } from './deploy/batch/definition.ts'
import { deploy } from './deploy/deploy/definition.ts'
import { predict } from './deploy/predict/definition.ts'
import { crossValidate } from './evaluate/cross-validate/definition.ts'
import { evaluate } from './evaluate/evaluate/definition.ts'
import { gate } from './evaluate/gate/definition.ts'
import { importance } from './evaluate/importance/definition.ts'
import { augment } from './features/augment/definition.ts'
import { bin } from './features/bin/definition.ts'
import { expression } from './features/expression/definition.ts'
import { aggregate } from './features/aggregate/definition.ts'
import { cluster } from './features/cluster/definition.ts'
import { dateParts } from './features/date-parts/definition.ts'
import { encode } from './features/encode/definition.ts'
import { image } from './features/image/definition.ts'
import { lags } from './features/lags/definition.ts'
import { oneHot } from './features/one-hot/definition.ts'
import { ordinal } from './features/ordinal/definition.ts'
import { pca } from './features/pca/definition.ts'
import { scale } from './features/scale/definition.ts'
import { products } from './features/products/definition.ts'
import { selectFeatures } from './features/select/definition.ts'
import { text } from './features/text/definition.ts'
import { tokens } from './features/tokens/definition.ts'
import type { AnyNodeDefinition } from './kit/define.ts'
import { boosting } from './models/boosting/definition.ts'
import { forest } from './models/forest/definition.ts'
import { linear } from './models/linear/definition.ts'
import { mlp } from './models/mlp/definition.ts'
import { network } from './models/network/definition.ts'
import { tree } from './models/tree/definition.ts'
import { balance } from './split/balance/definition.ts'
import { sample } from './split/sample/definition.ts'
import { split } from './split/split/definition.ts'
import { train } from './train/train/definition.ts'
import { tune } from './train/tune/definition.ts'

/** Every node type, in the palette's order. Adding one is adding its folder and its line here. */
export const definitions = {
  'data.builtin': builtin,
  'data.file': file,
  'data.images': images,
  'data.postgres': postgres,
  'data.roles': roles,
  'data.contract': contract,
  'data.profile': profile,
  'clean.select': select,
  'clean.missing': missing,
  'clean.neighbours': neighbours,
  'clean.outliers': outliers,
  'clean.anomalies': anomalies,
  'clean.duplicates': duplicates,
  'split.split': split,
  'split.sample': sample,
  'split.balance': balance,
  'features.scale': scale,
  'features.one-hot': oneHot,
  'features.ordinal': ordinal,
  'features.encode': encode,
  'features.bin': bin,
  'features.expression': expression,
  'features.products': products,
  'features.aggregate': aggregate,
  'features.text': text,
  'features.tokens': tokens,
  'features.image': image,
  'features.augment': augment,
  'features.date-parts': dateParts,
  'features.lags': lags,
  'features.select': selectFeatures,
  'features.pca': pca,
  'features.cluster': cluster,
  'models.mlp': mlp,
  'models.network': network,
  'models.linear': linear,
  'models.tree': tree,
  'models.forest': forest,
  'models.boosting': boosting,
  'train.train': train,
  'train.tune': tune,
  'combine.union': union,
  'combine.join': join,
  'combine.sql': sql,
  'combine.ensemble': ensemble,
  'compress.quantise': quantise,
  'evaluate.evaluate': evaluate,
  'evaluate.cross-validate': crossValidate,
  'evaluate.importance': importance,
  'evaluate.gate': gate,
  'deploy.predict': predict,
  'deploy.batch': batch,
  'deploy.deploy': deploy,
  'control.branch': branch,
  'control.switch': switchNode,
  'control.merge': merge,
  'control.merge-model': mergeModel,
  'control.approval': approval,
  'control.wait': wait,
  'control.pass': pass,
  'control.for-each': forEach,
  'control.gather': gather,
} as const satisfies Record<string, AnyNodeDefinition>

export type NodeType = keyof typeof definitions

export const isNodeType = (type: string): type is NodeType => Object.hasOwn(definitions, type)

/** The definition of a type; undefined for one that this version doesn't know. */
export const findDefinition = (type: string): AnyNodeDefinition | undefined =>
  isNodeType(type) ? definitions[type] : undefined

export const listDefinitions = (): AnyNodeDefinition[] => Object.values(definitions)
