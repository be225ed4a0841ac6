import { definitions as library } from '../../../nodes/definitions.ts'
import { componentOf } from '../../../nodes/graph/components.ts'
import type {
  DocumentEdge,
  PipelineComponent,
  PipelineDocument,
  PipelinePorts,
} from '../../../nodes/graph/document.ts'
import { extract, freePortName, replaceByCard } from '../../../nodes/graph/extract.ts'
import { findInput, findOutput } from '../../../nodes/graph/registry.ts'
import { compareComponent, contains, dissolve, updateCards } from '../../../nodes/graph/reuse.ts'
import type { ComponentChange } from '../../../nodes/graph/reuse.ts'
import { say } from '../../i18n/current.ts'
import { findDefinition, learnComponent } from '../definitions.ts'
import type { CanvasStore } from './canvas-store.ts'
import { nodeHeight } from '../node-views.ts'
import { createNodeId, findNode, moveNodes } from './document.ts'
import { findFreePlace } from './wiring.ts'

/** Pipelines that stand as nodes: making one of chosen nodes, updating it, and putting its nodes back. */

/** The chosen nodes as a drawing of their own, to be saved as a pipeline. */
export const extractChosen = (document: PipelineDocument, ids: readonly string[]): PipelineDocument =>
  extract(document, ids, library).document

/** Puts the card of a pipeline that was saved from chosen nodes in their place. */
export function replaceChosen(
  store: CanvasStore,
  ids: readonly string[],
  component: PipelineComponent,
): void {
  const { type } = learnComponent(component)
  const { document, edit, announce } = store.getState()
  const cardId = createNodeId(document, freePortName(component.title, new Set()), new Set(ids))
  edit(
    (current) => {
      const replaced = replaceByCard(current, ids, {
        component,
        extracted: extract(current, ids, library),
        cardId,
      })
      // The upper left corner of what it replaces may lie on a card that was not chosen.
      const at = findNode(replaced, cardId)?.position ?? { x: 0, y: 0 }
      const others = { ...replaced, nodes: replaced.nodes.filter(({ id }) => id !== cardId) }
      const height = nodeHeight(findDefinition(type))
      return moveNodes(replaced, { [cardId]: findFreePlace(others, findDefinition, { at, height }) })
    },
    {
      select: [cardId],
      label: say('{{title}} made of {{count}} nodes', { title: component.title, count: ids.length }),
    },
  )
  announce(
    say('{{title}} added{{wired}}', { title: findDefinition(type)?.title ?? component.title, wired: '' }),
  )
}

/** Puts the nodes of the pipelines that cards stand for in their places. */
export function dissolveCards(store: CanvasStore, ids: readonly string[]): void {
  const { document, edit } = store.getState()
  const cards = ids.filter((id) => {
    const node = findNode(document, id)
    return node !== undefined && componentOf(document, node.type) !== undefined
  })
  if (cards.length === 0) return
  let current = document
  const inside: string[] = []
  for (const id of cards) {
    const put = dissolve(current, id, (type, taken) => createNodeId(current, type, taken))
    current = put.document
    inside.push(...put.ids)
  }
  edit(() => current, { select: inside })
}

/** A pipeline of this drawing that has been saved anew since, with the cards that stand for an older version of it. */
export interface Update {
  newer: PipelineComponent
  /** Version that the cards stand for; the oldest where they differ. */
  version: number
  cards: readonly string[]
}

/** What could be updated, given the newest version of every pipeline. */
export function findUpdates(document: PipelineDocument, newest: readonly PipelineComponent[]): Update[] {
  if (!document.components) return []
  const updates = new Map<PipelineComponent, { version: number; cards: string[] }>()
  for (const node of document.nodes) {
    const used = componentOf(document, node.type)
    if (!used?.pipelineId) continue
    const newer = newest.find(({ pipelineId }) => pipelineId === used.pipelineId)
    if (!newer || newer.version <= used.version) continue
    const update = updates.get(newer) ?? { version: used.version, cards: [] }
    update.cards.push(node.id)
    update.version = Math.min(update.version, used.version)
    updates.set(newer, update)
  }
  return [...updates].map(([newer, update]) => ({ newer, ...update }))
}

export const changesOf = (document: PipelineDocument, { newer, cards }: Update): ComponentChange =>
  compareComponent(document, cards, newer, library)

/** Lets cards stand for a newer version, as one step of undo. */
export function applyUpdate(store: CanvasStore, { newer, cards }: Pick<Update, 'newer' | 'cards'>): void {
  learnComponent(newer)
  const { edit, announce } = store.getState()
  edit((document) => updateCards(document, cards, newer, library), {
    label: say('{{title}} updated to version {{version}}', { title: newer.title, version: newer.version }),
  })
  announce(say('{{title}} updated to version {{version}}', { title: newer.title, version: newer.version }))
}

/** Whether a pipeline may stand in a drawing of another: not where it would contain itself. */
export const mayUse = (component: PipelineComponent, pipelineId: string): boolean =>
  component.pipelineId !== pipelineId && !contains(component.document, pipelineId)

type Endpoint = DocumentEdge['from']
type Side = keyof PipelinePorts

const noPorts: PipelinePorts = { inputs: [], outputs: [] }

const isAt = (a: Endpoint, b: Endpoint): boolean => a.node === b.node && a.port === b.port

/** The name under which a port of a node is one of the pipeline; undefined where it is none. */
export const exposedAs = (
  { ports = noPorts }: PipelineDocument,
  side: Side,
  end: Endpoint,
): string | undefined =>
  side === 'inputs'
    ? ports.inputs.find(({ to }) => to.some((each) => isAt(each, end)))?.name
    : ports.outputs.find(({ from }) => isAt(from, end))?.name

/** Makes a port of a node one of the pipeline. */
export function exposePort(document: PipelineDocument, side: Side, end: Endpoint): PipelineDocument {
  const node = findNode(document, end.node)
  const definition = node && findDefinition(node.type)
  const spec = side === 'inputs' ? findInput(definition, end.port) : findOutput(definition, end.port)
  if (!spec || exposedAs(document, side, end) !== undefined) return document
  const { ports = noPorts } = document
  const name = freePortName(end.port, new Set(ports[side].map((port) => port.name)))
  const taken = ports[side].some(({ title }) => title === spec.title)
  const title = taken ? `${node?.title ?? definition?.title ?? end.node}: ${spec.title}` : spec.title
  return {
    ...document,
    ports:
      side === 'inputs'
        ? { ...ports, inputs: [...ports.inputs, { name, title, to: [end] }] }
        : { ...ports, outputs: [...ports.outputs, { name, title, from: end }] },
  }
}

const changePort = (
  document: PipelineDocument,
  side: Side,
  change: <P extends { name: string; title: string }>(port: P) => P | null,
): PipelineDocument => {
  const { ports, ...rest } = document
  if (!ports) return document
  const changed = {
    ...ports,
    [side]: (ports[side] as { name: string; title: string }[]).flatMap((port) => change(port) ?? []),
  }
  const none = changed.inputs.length + changed.outputs.length === 0
  return none ? rest : { ...rest, ports: changed }
}

export const removePort = (document: PipelineDocument, side: Side, name: string): PipelineDocument =>
  changePort(document, side, (port) => (port.name === name ? null : port))

export const titlePort = (
  document: PipelineDocument,
  side: Side,
  { name, title }: { name: string; title: string },
): PipelineDocument => changePort(document, side, (port) => (port.name === name ? { ...port, title } : port))

/** Renames a port to a name that is free; those who use the pipeline know it by this name. */
export function renamePort(
  document: PipelineDocument,
  side: Side,
  { name, wanted }: { name: string; wanted: string },
): PipelineDocument {
  const others = new Set(document.ports?.[side].map((port) => port.name).filter((each) => each !== name))
  const free = freePortName(wanted, others)
  return changePort(document, side, (port) => (port.name === name ? { ...port, name: free } : port))
}
