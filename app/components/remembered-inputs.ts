import type { InputForm, InputValue } from '../../nodes/graph/pipeline-inputs.ts'
import { isInputValue } from '../../nodes/graph/pipeline-inputs.ts'

export type Values = Readonly<Record<string, InputValue>>

const keyOf = (pipelineId: string): string => `millrace.inputs.${pipelineId}`

/** The values last given for a pipeline's parameters on this machine, as far as they still fit. */
export function rememberedInputs(pipelineId: string, inputs: readonly InputForm[]): Values {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(pipelineId)) ?? '{}')
    if (typeof kept !== 'object' || kept === null) return {}
    const known = new Map(Object.entries(kept))
    return Object.fromEntries(
      inputs.flatMap(({ name, type }) => {
        const value: unknown = known.get(name)
        return isInputValue(type, value) ? [[name, value]] : []
      }),
    )
  } catch {
    // No storage here, or something else's.
    return {}
  }
}

/** Keeps the values that are not the defaults; a default that changes later then counts. */
export function rememberInputs(pipelineId: string, values: Values): void {
  try {
    localStorage.setItem(keyOf(pipelineId), JSON.stringify(values))
  } catch {
    // They are asked for again then.
  }
}

/** Those values that differ from their defaults. */
export const givenValues = (inputs: readonly InputForm[], values: Values): Record<string, InputValue> =>
  Object.fromEntries(
    inputs.flatMap(({ name, default: initial }) => {
      const value = values[name]
      return value === undefined || value === initial ? [] : [[name, value]]
    }),
  )
