import { listInWords } from '../kit/table-schemas.ts'
import { isPlace } from './diff-documents.ts'
import type { DocumentChange } from './diff-documents.ts'

const things: Readonly<Record<string, string>> = {
  inputs: 'the parameter',
  groups: 'the group',
  notes: 'the note',
  components: 'the reusable node',
}

const star = (name: string): string => `*${name.replaceAll('*', '')}*`

/** A change of a drawing in a few words. Names stand between asterisks. */
export function describeChange(change: DocumentChange): string {
  const { part, kind, title, fields } = change
  if (part === 'edges') {
    const [from = '', to = ''] = title.split(' → ')
    return kind === 'removed'
      ? `Disconnected ${star(from)} from ${star(to)}`
      : `Connected ${star(from)} to ${star(to)}`
  }
  if (part === '') return `Changed ${star(title)}`
  const name = things[part] === undefined ? star(title) : `${things[part]} ${star(title)}`
  switch (kind) {
    case 'added':
      return `Added ${name}`
    case 'removed':
      return `Removed ${name}`
    case 'moved':
      return `Moved ${name}`
    case 'changed':
      return `Changed ${listInWords(
        fields.filter(({ field }) => !isPlace(field)).map((field) => star(field.title)),
        3,
      )} of ${name}`
  }
}

const countOf = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

/**
 * What a step did, in one line: what is most telling of its changes. `Added *Scale*` says more than that it was wired
 * up, too.
 */
export function summariseChanges(changes: readonly DocumentChange[]): string {
  const nodes = changes.filter(({ part }) => part === 'nodes')
  for (const kind of ['added', 'removed'] as const) {
    const found = nodes.filter((change) => change.kind === kind)
    if (found.length > 1)
      return `${kind === 'added' ? 'Added' : 'Removed'} ${countOf(found.length, 'node', 'nodes')}`
    if (found[0]) return describeChange(found[0])
  }
  const moved = nodes.filter(({ kind }) => kind === 'moved')
  if (moved.length > 1 && moved.length === changes.length)
    return `Moved ${countOf(moved.length, 'node', 'nodes')}`
  const [first] = changes.filter(({ kind }) => kind !== 'moved')
  const told = first ?? changes[0]
  if (!told) return 'Nothing changed'
  const alike = changes.filter(({ part, kind }) => part === told.part && kind === told.kind)
  if (told.part === 'nodes' && alike.length > 1) return `Changed ${countOf(alike.length, 'node', 'nodes')}`
  return describeChange(told)
}
