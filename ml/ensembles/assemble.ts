import type { Column } from '../../nodes/kit/columns.ts'
import { DataError } from '../errors.ts'
import type { CombineMethod, CompositeManifest, CompositePart } from '../models/composite-manifest.ts'
import { byCodeUnit } from '../models/encoder.ts'
import { priorOf } from '../models/model.ts'
import { valueTypeOf } from '../tables/column-batch.ts'

/** A model to combine, and the columns of the common table that it comes from. */
export interface EnsemblePart extends CompositePart {
  request: readonly Column[]
}

/**
 * Puts models together into one that answers from the columns of a common table; weights or a stacking model, where
 * `method` asks for them, are still to be fitted. Throws DataError `targets_differ`.
 */
export function assembleEnsemble(
  parts: readonly EnsemblePart[],
  { method, columns }: { method: CombineMethod; columns: readonly Column[] },
): CompositeManifest {
  const [first, ...others] = parts
  if (!first) throw new DataError('no_models', 'No model arrives to be combined.')
  for (const { title, manifest } of others) {
    const { target } = first.manifest
    if (manifest.target.name === target.name && valueTypeOf(manifest.target) === valueTypeOf(target)) continue
    throw new DataError(
      'targets_differ',
      `${first.title} predicts "${target.name}" and ${title} predicts "${manifest.target.name}". Only models that predict the same can be combined.`,
    )
  }
  const { task, target } = first.manifest
  const classes =
    task === 'regression'
      ? undefined
      : [...new Set(parts.flatMap(({ manifest }) => manifest.classes ?? []))].sort(byCodeUnit)
  const used = new Set(parts.flatMap(({ request }) => request.map(({ name }) => name)))
  const prior = priorOf(first.manifest)
  return {
    version: 1,
    family: 'composite',
    task: classes ? (classes.length === 2 ? 'binary' : 'multiclass') : 'regression',
    target: classes && target.kind === 'category' ? { ...target, categories: classes } : target,
    ...(classes && { classes }),
    inputs: columns.filter(({ name }) => used.has(name)),
    method,
    parts: parts.map(({ title, manifest, steps }) => ({ title, manifest, steps })),
    parameters: parts.reduce((sum, { manifest }) => sum + manifest.parameters, 0),
    prior: {
      mean: prior.mean,
      classCounts: (classes ?? []).map(
        (label) => prior.classCounts[first.manifest.classes?.indexOf(label) ?? -1] ?? 0,
      ),
    },
  }
}
