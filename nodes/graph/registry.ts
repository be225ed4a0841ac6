import type { AnyNodeDefinition, SchemaContext, SchemaResult } from '../kit/define.ts'
import type { RefitRequest } from '../kit/refits.ts'
import { implicitInputs, implicitOutputs } from '../kit/ports.ts'
import type { PortSchema, PortSpec, PortSpecs } from '../kit/ports.ts'

/** Definitions by type. The graph functions take one as an argument, so they know no node type themselves. */
export type Registry = Readonly<Record<string, AnyNodeDefinition>>

export const findIn = (registry: Registry, type: string): AnyNodeDefinition | undefined =>
  Object.hasOwn(registry, type) ? registry[type] : undefined

/** A port by name; undefined where there is none (ports are asked for by names out of a document). */
export const findPort = (ports: PortSpecs, name: string): PortSpec | undefined =>
  Object.hasOwn(ports, name) ? ports[name] : undefined

type Ports = Pick<AnyNodeDefinition, 'inputs' | 'outputs'>

/** An input by name, be it one that every node has. */
export const findInput = (definition: Ports | undefined, name: string): PortSpec | undefined =>
  definition && (findPort(definition.inputs, name) ?? findPort(implicitInputs, name))

/** An output by name, be it one that every node has. */
export const findOutput = (definition: Ports | undefined, name: string): PortSpec | undefined =>
  definition && (findPort(definition.outputs, name) ?? findPort(implicitOutputs, name))

export interface SchemaCall {
  inputs: Readonly<Record<string, PortSchema | undefined | readonly (PortSchema | undefined)[]>>
  params: Readonly<Record<string, unknown>>
  context: SchemaContext
}

/**
 * Calls a definition's `schema`. The caller vouches that `params` were parsed by the definition and that `inputs` are
 * of its ports' types: this is the one place where the type of a particular definition is given up.
 */
export const inferSchema = (definition: AnyNodeDefinition, call: SchemaCall): SchemaResult<PortSpecs> =>
  (definition.schema as (call: SchemaCall) => SchemaResult<PortSpecs>)(call)

/** What a node asks to have made again; the caller vouches for the parameters as above. */
export const refitRequest = (
  definition: AnyNodeDefinition,
  params: Readonly<Record<string, unknown>>,
): RefitRequest | null =>
  (definition.refit as ((params: Readonly<Record<string, unknown>>) => RefitRequest | null) | undefined)?.(
    params,
  ) ?? null

/** Calls a definition's `describe` with parameters that it has parsed. */
export const describeNode = (
  definition: AnyNodeDefinition,
  params: Readonly<Record<string, unknown>>,
): string => (definition.describe as (params: Readonly<Record<string, unknown>>) => string)(params)
