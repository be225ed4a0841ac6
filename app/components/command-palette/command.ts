import type { ReactNode } from 'react'

/** Something the palette can do. */
export interface Command {
  id: string
  /** Heading it stands under. */
  group: string
  title: string
  /** Fainter, behind the title: a state, a time. */
  note?: string
  icon?: ReactNode
  shortcut?: string
  /** Further words to find it by. */
  keywords?: readonly string[]
  run: () => void
}
