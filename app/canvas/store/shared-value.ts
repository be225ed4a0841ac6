import { canonicalJson } from '../../../nodes/graph/canonical-json.ts'
import type { DocumentNode, PipelineDocument } from '../../../nodes/graph/document.ts'
import { setParams } from './document.ts'
import { valueOf } from './form-fields.ts'
import type { FormField } from './form-fields.ts'

export interface SharedValue {
  /** Undefined where they differ. */
  value: unknown
  /** The values that there are, each once, where they differ. */
  mixed?: readonly unknown[]
}

/** The value of a parameter of several nodes of one type. */
export function sharedValue(field: FormField, nodes: readonly Pick<DocumentNode, 'params'>[]): SharedValue {
  const values = new Map(
    nodes.map(({ params }) => {
      const value = valueOf(field, params)
      return [value === undefined ? '' : canonicalJson(value), value] as const
    }),
  )
  const [first] = values.values()
  return values.size > 1 ? { value: undefined, mixed: [...values.values()] } : { value: first }
}

/** Sets a parameter of several nodes. */
export const setParamOfAll = (
  document: PipelineDocument,
  ids: readonly string[],
  patch: Readonly<Record<string, unknown>>,
): PipelineDocument => ids.reduce((current, id) => setParams(current, id, patch), document)
