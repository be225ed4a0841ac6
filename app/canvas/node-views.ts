import type { AnyNodeDefinition, Category } from '../../nodes/kit/define.ts'
import { implicitInputs, implicitOutputs, type PortSpec, type PortSpecs } from '../../nodes/kit/ports.ts'
import { msg } from '../i18n/msg.ts'

/** What the canvas needs to know of a node type beyond its definition: sizes, and where its ports lie. */

export const NODE_WIDTH = 192
export const NODE_HEIGHT = 76
/** With room for the spark line of a live curve. */
export const TALL_NODE_HEIGHT = 104
/** From one column to the next. */
export const COLUMN_STEP = 240

const FIRST_PORT_Y = 18
const PORT_STEP = 20
/** A port's shape, centred on the card's side; wires end at its outer edge. */
export const PORT_SIZE = 10

const hasCurve = (definition: AnyNodeDefinition): boolean => definition.category === 'train'

/** Height of a card in pixels. It never changes while a run is live. */
export function nodeHeight(definition: AnyNodeDefinition | undefined): number {
  if (!definition) return NODE_HEIGHT
  const ports = Math.max(Object.keys(definition.inputs).length, Object.keys(definition.outputs).length)
  const needed = FIRST_PORT_Y + (ports - 1) * PORT_STEP + 18
  return Math.max(needed, hasCurve(definition) ? TALL_NODE_HEIGHT : NODE_HEIGHT)
}

export const showsCurve = (definition: AnyNodeDefinition | undefined): boolean =>
  definition !== undefined && hasCurve(definition)

export const portY = (index: number): number => FIRST_PORT_Y + index * PORT_STEP

/** How far the ports that every node has lie from the upper and the lower edge. */
const EDGE_Y = 5

export interface CardPort {
  port: string
  spec: PortSpec
  side: 'source' | 'target'
  /** Centre, from the top of the card. */
  y: number
  /** Every node has it; shown only where it is of use. */
  implicit: boolean
}

const portsByDefinition = new WeakMap<AnyNodeDefinition, CardPort[]>()

/** The ports of a card and where they lie: its own below one another, those that every node has at its corners. */
export function cardPorts(definition: AnyNodeDefinition): CardPort[] {
  const known = portsByDefinition.get(definition)
  if (known) return known
  const own = (specs: PortSpecs, side: CardPort['side']) =>
    Object.entries(specs).map(
      ([port, spec], index): CardPort => ({ port, spec, side, y: portY(index), implicit: false }),
    )
  const bottom = nodeHeight(definition) - EDGE_Y
  const ports: CardPort[] = [
    ...own(definition.inputs, 'target'),
    ...own(definition.outputs, 'source'),
    { port: 'when', spec: implicitInputs.when, side: 'target', y: EDGE_Y, implicit: true },
    { port: 'done', spec: implicitOutputs.done, side: 'source', y: EDGE_Y, implicit: true },
    { port: 'failed', spec: implicitOutputs.failed, side: 'source', y: bottom, implicit: true },
  ]
  portsByDefinition.set(definition, ports)
  return ports
}

/** In English; `t(categoryTitles[category])` where it is shown. */
export const categoryTitles: Readonly<Record<Category, string>> = {
  data: msg('Data'),
  clean: msg('Clean'),
  features: msg('Features'),
  split: msg('Split & sample'),
  models: msg('Models'),
  train: msg('Train & tune'),
  combine: msg('Combine'),
  compress: msg('Compress'),
  evaluate: msg('Evaluate'),
  deploy: msg('Deploy'),
  control: msg('Control'),
  yours: msg('Your nodes'),
}
