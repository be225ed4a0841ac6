import type { Column } from './columns.ts'
import { ROW_ID } from './columns.ts'

/** Tables tell names apart without regard to case, as SQL does. */
const keyOf = (name: string): string => name.toLowerCase()

/** Names and identities in use, while columns are added one after the other. */
export class TakenNames {
  private readonly names: Set<string>
  private readonly ids: Set<string>

  constructor(columns: readonly Column[]) {
    this.names = new Set([ROW_ID, ...columns.map(({ name }) => keyOf(name))])
    this.ids = new Set(columns.map(({ id }) => id))
  }

  has(name: string): boolean {
    return this.names.has(keyOf(name))
  }

  /** The name, or with the first number from 2 on that makes it free: `size (2)`. It is taken from then on. */
  take(name: string): string {
    const free = firstFree(name, (candidate) => this.has(candidate))
    this.names.add(keyOf(free))
    return free
  }

  /** A column of its own: its name made free, its identity from its name. */
  add(column: Omit<Column, 'id'>): Column {
    const name = this.take(column.name)
    const id = firstFree(name, (candidate) => this.ids.has(candidate))
    this.ids.add(id)
    return { ...column, name, id }
  }
}

function firstFree(wanted: string, taken: (candidate: string) => boolean): string {
  let candidate = wanted
  for (let n = 2; taken(candidate); n++) candidate = `${wanted} (${n})`
  return candidate
}

/** Categories in code-unit order, each once. */
export const sortedCategories = (categories: Iterable<string>): string[] =>
  [...new Set(categories)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))
