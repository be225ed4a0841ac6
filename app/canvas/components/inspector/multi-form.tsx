'use client'

import { useMemo } from 'react'
import type { DocumentNode } from '../../../../nodes/graph/document.ts'
import type { AnyNodeDefinition } from '../../../../nodes/kit/define.ts'
import { problemsOf } from '../../store/analysis.ts'
import { useCanvas } from '../../store/context.tsx'
import { isVisible, listFields } from '../../store/form-fields.ts'
import { sharedValue } from '../../store/shared-value.ts'
import { useT } from '../../../i18n/use-t.ts'
import { FieldControl, isWide } from './field-control.tsx'

/** The form of several nodes of one type: a change sets the parameter of all of them, as one step of undo. */
export function MultiForm(props: { nodes: readonly DocumentNode[]; definition: AnyNodeDefinition }) {
  const { t } = useT()
  const { nodes, definition } = props
  const analysis = useCanvas((state) => state.analysis)
  const ids = useMemo(() => nodes.map(({ id }) => id), [nodes])
  const all = listFields(definition)
  const fields = all.filter((field) => nodes.every(({ params }) => isVisible(field, all, params)))
  const [first] = ids
  if (first === undefined || fields.length === 0) return null
  const problems = ids.flatMap((id) => problemsOf(analysis, id))
  const distinct = problems.filter(
    ({ field, message }, index) =>
      problems.findIndex((other) => other.field === field && other.message === message) === index,
  )
  return (
    <section aria-label={t('Settings of all')} className="mt-3 border-t border-line pt-3">
      <div className="form">
        {fields.map((field) => {
          const { value, mixed } = sharedValue(field, nodes)
          return (
            <div key={field.name} className={isWide(field) ? 'form-wide' : 'contents'}>
              <FieldControl
                nodeId={first}
                nodeIds={ids}
                field={field}
                value={value}
                problems={distinct}
                {...(mixed && { mixed })}
              />
            </div>
          )
        })}
      </div>
    </section>
  )
}
