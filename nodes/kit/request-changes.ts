import type { Column, ColumnKind } from './columns.ts'
import type { ModelSchema } from './ports.ts'
import { kindTitles, listInWords } from './table-schemas.ts'

/** Kinds that a request writes alike. */
const writtenAs = (kind: ColumnKind): string => (kind === 'category' ? 'text' : kind)

const quoted = (columns: readonly Column[]): string => listInWords(columns.map(({ name }) => `“${name}”`))

/** Most columns that are told one by one. */
const MOST = 4

/**
 * What changes for whoever asks an endpoint when a model takes the place of another: columns that it asks for now or no
 * more, those that are written in another way, and what it answers with. A sentence each; none where nothing changes.
 */
export function requestChanges(before: ModelSchema, after: ModelSchema): string[] {
  const earlier = new Map(before.request.map((column) => [column.name, column]))
  const later = new Set(after.request.map(({ name }) => name))
  const added = after.request.filter(({ name }) => !earlier.has(name))
  const removed = before.request.filter(({ name }) => !later.has(name))
  const changed = after.request.flatMap(({ name, kind }) => {
    const was = earlier.get(name)?.kind
    return was === undefined || writtenAs(was) === writtenAs(kind) ? [] : [{ name, kind, was }]
  })
  const sentences = changed
    .slice(0, MOST)
    .map(
      ({ name, kind, was }) => `It takes “${name}” as ${kindTitles[kind]}, no longer as ${kindTitles[was]}.`,
    )
  if (changed.length > MOST)
    sentences.push(`It takes ${changed.length - MOST} more columns as something else than before.`)
  if (added.length > 0)
    sentences.unshift(
      `It asks for ${quoted(added)}, too: requests without ${added.length === 1 ? 'it' : 'them'} are refused.`,
    )
  if (removed.length > 0) sentences.push(`It asks for ${quoted(removed)} no more.`)
  const [was, is] = [before.target, after.target]
  if (was && is && (was.name !== is.name || writtenAs(was.kind) !== writtenAs(is.kind)))
    sentences.push(
      `It answers with “${is.name}”, ${kindTitles[is.kind]}, no longer with “${was.name}”, ${kindTitles[was.kind]}.`,
    )
  return sentences
}
