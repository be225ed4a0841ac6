import { referenceOf } from '../../../nodes/graph/pipeline-inputs.ts'
import type { DocumentNode, PipelineDocument } from '../../../nodes/graph/document.ts'
import type { AnyNodeDefinition } from '../../../nodes/kit/define.ts'
import { currentLocale, say } from '../../i18n/current.ts'
import type { Point } from './document.ts'
import { isVisible, listFields, valueOf } from './form-fields.ts'
import type { FormField } from './form-fields.ts'
import { flowIdOfGroup } from './groups.ts'
import { flowIdOf } from './notes.ts'

/** A place of the drawing that answers a search. */
export interface FindHit {
  /** Id of the node, or that of React Flow for a note. */
  id: string
  /** What of it answers, in words: `Title`, `Method: Robust`. */
  where: string
  /** Of a frame: the nodes in it. */
  members?: readonly string[]
}

type FindDefinition = (type: string) => AnyNodeDefinition | undefined

interface Searched {
  /** What is said of it where it answers. */
  where: string
  text: string
}

const valueText = (value: unknown): string =>
  referenceOf(value) ?? (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

/** A setting by its label and its value as the form says them, and by what the file calls them. */
function settingOf(name: string, value: unknown, field: FormField | undefined): Searched {
  const raw = valueText(value)
  const title = field?.title ?? name
  const label = field?.ui.widget === 'choice' ? field.ui.labels[raw] : undefined
  const where = `${say(title)}: ${label === undefined ? raw : say(label)}`
  return { where, text: [where, title, name, label, raw].join(' ') }
}

/** What a node is set to, whether it was set or is so by default: first what was set. */
function settingsOf({ params }: DocumentNode, definition: AnyNodeDefinition | undefined): Searched[] {
  const fields = definition ? listFields(definition) : []
  const shown = fields.filter((field) => isVisible(field, fields, params))
  const names = new Set([...Object.keys(params), ...shown.map(({ name }) => name)])
  return [...names].map((name) => {
    const field = fields.find((each) => each.name === name)
    return settingOf(name, field ? valueOf(field, params) : params[name], field)
  })
}

interface Known {
  definition: AnyNodeDefinition | undefined
  locale: string
  texts: readonly Searched[]
}

/** A node that did not change is read once, not with every letter typed. */
const known = new WeakMap<DocumentNode, Known>()

/** Everything of a node that can be searched, in small letters, what is read first coming first. */
function textsOf(node: DocumentNode, definition: AnyNodeDefinition | undefined): readonly Searched[] {
  const cached = known.get(node)
  const locale = currentLocale()
  if (cached?.definition === definition && cached?.locale === locale) return cached.texts
  const own = definition?.title ?? node.type
  const texts = [
    { where: say('Title'), text: say(node.title ?? own) },
    { where: say('Type'), text: [say(own), own, node.type].join(' ') },
    { where: say('Node id'), text: node.id },
    { where: say('Note'), text: node.note ?? '' },
    ...settingsOf(node, definition),
  ].map(({ where, text }) => ({ where, text: text.toLowerCase() }))
  known.set(node, { definition, locale, texts })
  return texts
}

const holds = (low: string, words: readonly string[]): boolean => words.every((word) => low.includes(word))

/** Frames with the words in their titles: the card of a collapsed one, else the first node in it. */
function findFrames(document: PipelineDocument, words: readonly string[]): (FindHit & Point)[] {
  return document.groups.flatMap(({ id, title, nodes, collapsed }) => {
    const [first] = document.nodes.filter((node) => nodes.includes(node.id))
    if (!first || !holds(title.toLowerCase(), words)) return []
    const hit = { id: collapsed ? flowIdOfGroup(id) : first.id, where: say('Group {{title}}', { title }) }
    return [{ ...hit, members: nodes, ...first.position }]
  })
}

/**
 * Nodes, notes and frames in which every word of a query is found: in title, type, id, note, or a setting's label and
 * value, be it set or a default. From left to right, then from top to bottom.
 */
export function findInDrawing(document: PipelineDocument, query: string, find: FindDefinition): FindHit[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  const nodes = document.nodes.flatMap((node) => {
    const texts = textsOf(node, find(node.type))
    if (!words.every((word) => texts.some(({ text }) => text.includes(word)))) return []
    const best =
      texts.find(({ text }) => holds(text, words)) ?? texts.find(({ text }) => holds(text, words.slice(0, 1)))
    return [{ id: node.id, where: best?.where ?? '', ...node.position }]
  })
  const notes = (document.notes ?? []).flatMap(({ id, text, x, y }) =>
    holds(text.toLowerCase(), words) ? [{ id: flowIdOf(id), where: say('Note'), x, y }] : [],
  )
  return [...findFrames(document, words), ...nodes, ...notes]
    .toSorted((a, b) => a.x - b.x || a.y - b.y)
    .map(({ x: _x, y: _y, ...hit }): FindHit => hit)
}
