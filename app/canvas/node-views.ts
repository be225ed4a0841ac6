import type { AnyNodeDefinition, Category } from '../../nodes/kit/define.ts'
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

/** Centre of the port at `index`, from the top of its card. */
export const portY = (index: number): number => FIRST_PORT_Y + index * PORT_STEP

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
}
