import { definitions as library, listDefinitions as listLibrary } from '../../nodes/definitions.ts'
import { componentType, definitionsFor, describeComponent, keyOfType } from '../../nodes/graph/components.ts'
import type { PipelineComponent, PipelineDocument } from '../../nodes/graph/document.ts'
import { findIn } from '../../nodes/graph/registry.ts'
import type { Registry } from '../../nodes/graph/registry.ts'
import { keyFor, tidied } from '../../nodes/graph/reuse.ts'
import type { AnyNodeDefinition } from '../../nodes/kit/define.ts'

/**
 * Node types as the canvas knows them: those of the library, and pipelines that stand as nodes. A pipeline's type names
 * a version of it, which never changes, so what was learnt of one drawing holds for all.
 */
const known: Record<string, AnyNodeDefinition> = { ...library }
const components = new Map<string, PipelineComponent>()

export const definitions: Registry = known

export const findDefinition = (type: string): AnyNodeDefinition | undefined => findIn(known, type)

let offered: readonly AnyNodeDefinition[] = []

/** What may be put into the drawing that is open: the library, and the pipelines that are offered for it. */
export const listDefinitions = (): AnyNodeDefinition[] => [...listLibrary(), ...offered]

/** Says which saved pipelines may be put into the drawing that is open; gives back their definitions. */
export function offerComponents(saved: readonly PipelineComponent[]): readonly AnyNodeDefinition[] {
  offered = saved.map(learnComponent)
  return offered
}

/** Takes in the pipelines that a drawing uses. */
export function learnDrawing(document: PipelineDocument): void {
  for (const [key, component] of Object.entries(document.components ?? {})) {
    const type = componentType(key)
    if (components.get(type) === component) continue
    components.set(type, component)
    const definition = definitionsFor(document, library)[type]
    if (definition) known[type] = definition
  }
}

/** Takes in a saved pipeline, as a node to be put into drawings. */
export function learnComponent(component: PipelineComponent): AnyNodeDefinition {
  const type = componentType(keyFor(component))
  const before = findDefinition(type)
  if (before) return before
  components.set(type, component)
  return (known[type] = describeComponent(type, component, library))
}

/** The drawing with every pipeline embedded that its nodes stand for, and without those that none does. */
export function completed(document: PipelineDocument): PipelineDocument {
  const missing = new Map<string, PipelineComponent>()
  for (const { type } of document.nodes) {
    const key = keyOfType(type)
    if (key === undefined || Object.hasOwn(document.components ?? {}, key)) continue
    const component = components.get(type)
    if (component) missing.set(key, component)
  }
  const whole =
    missing.size === 0
      ? document
      : { ...document, components: { ...document.components, ...Object.fromEntries(missing) } }
  return whole.components || whole.ports ? tidied(whole) : whole
}
