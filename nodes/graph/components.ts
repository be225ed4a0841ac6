import { z } from 'zod'
import type { AnyNodeDefinition } from '../kit/define.ts'
import type { PortSpec, PortSpecs } from '../kit/ports.ts'
import type { DocumentEdge, PipelineComponent, PipelineDocument, PipelineInput } from './document.ts'
import { usesOf } from './pipeline-inputs.ts'
import { findIn, findInput, findOutput } from './registry.ts'
import type { Registry } from './registry.ts'

/**
 * Pipelines as nodes of others. A node of type `pipeline:<key>` stands for `components[key]` of its drawing; to
 * everything that draws and connects, it has a definition like any other node.
 */

const PREFIX = 'pipeline:'

/** Names a pipeline as it was at a version. */
export const componentKey = (pipelineId: string, version: number): string => `${pipelineId}-v${version}`

export const componentType = (key: string): string => `${PREFIX}${key}`

/** The key in a node's type; undefined for a type of the library. */
export const keyOfType = (type: string): string | undefined =>
  type.startsWith(PREFIX) ? type.slice(PREFIX.length) : undefined

/** The pipeline that a type stands for in a drawing. */
export function componentOf(document: PipelineDocument, type: string): PipelineComponent | undefined {
  const key = keyOfType(type)
  const { components = {} } = document
  return key !== undefined && Object.hasOwn(components, key) ? components[key] : undefined
}

const extended = new WeakMap<NonNullable<PipelineDocument['components']>, Map<Registry, Registry>>()

/**
 * The node types that a drawing may use: those of the library, and the pipelines embedded in it. The same object again
 * for the same pipelines.
 */
export function definitionsFor(document: Pick<PipelineDocument, 'components'>, base: Registry): Registry {
  const { components } = document
  if (!components || Object.keys(components).length === 0) return base
  const known = extended.get(components) ?? new Map<Registry, Registry>()
  extended.set(components, known)
  const before = known.get(base)
  if (before) return before
  const own = Object.entries(components).map(([key, component]) => {
    const type = componentType(key)
    return [type, describeComponent(type, component, base)] as const
  })
  const all: Registry = { ...base, ...Object.fromEntries(own) }
  known.set(base, all)
  known.set(all, all)
  return all
}

const described = new WeakMap<PipelineComponent, AnyNodeDefinition>()

/** The definition of a pipeline as a node: its ports are the inner ones, its parameters those of the pipeline. */
export function describeComponent(
  type: string,
  component: PipelineComponent,
  base: Registry,
): AnyNodeDefinition {
  const known = described.get(component)
  if (known?.type === type) return known
  const { document, title, version, summary = '' } = component
  const definitions = definitionsFor(document, base)
  const { inputs = [], outputs = [] } = document.ports ?? {}
  const ofNode = (end: DocumentEdge['from']): AnyNodeDefinition | undefined =>
    findIn(definitions, document.nodes.find(({ id }) => id === end.node)?.type ?? '')
  const inner = document.nodes.flatMap(({ type: each }) => findIn(definitions, each) ?? [])
  const count = document.nodes.length
  const definition: AnyNodeDefinition = {
    type,
    version,
    title,
    summary: summary || (count === 1 ? 'One node inside' : `${count} nodes inside`),
    category: 'yours',
    icon: 'component',
    docs: docsOf(component),
    inputs: namedPorts(
      inputs.map((port) => {
        const specs = port.to.flatMap((end) => findInput(ofNode(end), end.port) ?? [])
        const [first] = specs
        return [port, first && { ...first, optional: specs.every(({ optional }) => optional) }]
      }),
    ),
    outputs: namedPorts(outputs.map((port) => [port, findOutput(ofNode(port.from), port.from.port)])),
    params: z.object(
      Object.fromEntries(
        Object.entries(document.inputs).map(([name, input]) => [
          name,
          paramOf(name, input, document, definitions),
        ]),
      ),
    ),
    serve: 'map',
    random: inner.some((each) => each.random),
    numeric: inner.some((each) => each.numeric),
    fits: false,
    effect: inner.some((each) => each.effect),
    describe: () => (count === 1 ? 'One node inside' : `${count} nodes inside`),
    schema: () => ({ outputs: {} }),
  }
  described.set(component, definition)
  return definition
}

function namedPorts(
  ports: readonly (readonly [{ name: string; title: string }, PortSpec | undefined])[],
): PortSpecs {
  return Object.fromEntries(
    ports.flatMap(([{ name, title }, spec]) =>
      spec ? [[name, { ...spec, title: title || spec.title }]] : [],
    ),
  )
}

/** A parameter as a form asks for it: like the first inner field that takes it, so that choices stay choices. */
function paramOf(
  name: string,
  input: PipelineInput,
  document: PipelineDocument,
  definitions: Registry,
): z.ZodType {
  const title = input.title ?? name
  for (const { nodeId, field } of usesOf(document, name)) {
    const type = document.nodes.find(({ id }) => id === nodeId)?.type ?? ''
    const found = findIn(definitions, type)?.params.shape[field] as z.ZodType | undefined
    if (!found) continue
    const { visibleWhen: _, advanced: __, ...meta } = { ...found.meta() } as Record<string, unknown>
    const plain = found instanceof z.ZodDefault ? (found.unwrap() as z.ZodType) : found
    return plain.default(input.default as never).meta({ ...meta, title })
  }
  const blank = { number: z.number(), text: z.string(), boolean: z.boolean() }[input.type] as z.ZodType
  return blank.default(input.default as never).meta({ title })
}

function docsOf({ title, summary, version, document }: PipelineComponent): string {
  const { inputs = [], outputs = [] } = document.ports ?? {}
  const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '))
  const parameters = Object.entries(document.inputs).map(([name, input]) => input.title ?? name)
  return `
${summary || `*${title}* is a pipeline of yours, used as a node.`}

**Version.** ${version}

**Takes.** ${list(inputs.map((port) => port.title))}

**Gives.** ${list(outputs.map((port) => port.title))}

**Parameters.** ${list(parameters)}
`
}
