import type { ReactNode } from 'react'
import type { GraphProblem } from '../../../../../nodes/graph/plan.ts'
import type { FormField } from '../../../store/form-fields.ts'

/** What every control of a form receives. */
export interface FieldProps {
  nodeId: string
  field: FormField
  value: unknown
  /** Id of the control, for its label. */
  id: string
  /** Id of the text that describes it, where there is any. */
  describedBy: string | undefined
  problems: readonly GraphProblem[]
  /** What else the field can take, for a control that brings its own heading. */
  menu?: ReactNode
  /** `undefined` takes the default back. */
  onChange: (value: unknown) => void
}
