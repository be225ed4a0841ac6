import { listDefinitions } from '../../nodes/definitions.ts'
import type { Category } from '../../nodes/kit/define.ts'

/** What a page other than the canvas needs of a node type. */
export interface NodeTypeView {
  title: string
  icon: string
  category: Category
  /** Titles of the output ports. */
  outputs: Readonly<Record<string, string>>
}
export type NodeTypeViews = Readonly<Record<string, NodeTypeView>>

/** For server components: the definitions themselves, with their schemas, stay out of such a page's code. */
export const listNodeTypes = (): NodeTypeViews =>
  Object.fromEntries(
    listDefinitions().map(({ type, title, icon, category, outputs }) => [
      type,
      {
        title,
        icon,
        category,
        outputs: Object.fromEntries(Object.entries(outputs).map(([port, spec]) => [port, spec.title])),
      },
    ]),
  )
