import type { ReactNode } from 'react'
import type { GraphProblem } from '../../../../../nodes/graph/plan.ts'
import { MessageText } from '../../message-text.tsx'

/** The problems of one field, under it. */
export function FieldProblems({ problems }: { problems: readonly GraphProblem[] }) {
  return problems.map((problem) => (
    <p
      key={`${problem.code} ${problem.message}`}
      role={problem.severity === 'error' ? 'alert' : undefined}
      className={problem.severity === 'error' ? 'text-12 text-failed' : 'text-12 text-warning'}
    >
      <MessageText>{problem.message}</MessageText>
    </p>
  ))
}

interface FieldRowProps {
  id: string
  title: string
  help: string | undefined
  problems: readonly GraphProblem[]
  /** What else the field can take: comes up beside the label. */
  menu?: ReactNode
  children: ReactNode
}

/** Label at the left, control at the right, help and problems under it. */
export function FieldRow({ id, title, help, problems, menu, children }: FieldRowProps) {
  return (
    <div className="form-row">
      <div className="form-label">
        <label htmlFor={id}>{title}</label>
        {menu}
      </div>
      <div className="min-w-0">{children}</div>
      {(help !== undefined || problems.length > 0) && (
        <div id={`${id}-help`} className="form-help">
          <FieldProblems problems={problems} />
          {problems.length === 0 && help}
        </div>
      )}
    </div>
  )
}

interface FieldSectionProps {
  title: string
  count?: string
  aside?: ReactNode
  help: string | undefined
  problems: readonly GraphProblem[]
  children: ReactNode
}

/** A control that needs the whole width: a list. */
export function FieldSection({ title, count, aside, help, problems, children }: FieldSectionProps) {
  return (
    <section className="form-section">
      <h3 className="form-heading">
        {title}
        {count !== undefined && <span className="count">{count}</span>}
        <span className="flex-1" />
        {aside}
      </h3>
      {problems.length > 0 ? (
        <div className="mb-1.5">
          <FieldProblems problems={problems} />
        </div>
      ) : (
        help !== undefined && <p className="mb-1.5 text-12 text-ink-3">{help}</p>
      )}
      {children}
    </section>
  )
}
