'use client'

import { Variable } from 'lucide-react'
import { useCanvas } from '../../../store/context.tsx'
import { focusInput } from '../../../hooks/focus-input.ts'
import { useT } from '../../../../i18n/use-t.ts'
import { valueText } from '../../../../components/value-text.ts'

/** In place of a control: the parameter of the pipeline that a field takes, and its value; leads there. */
export function ParameterValue({
  id,
  name,
  describedBy,
}: {
  id: string
  name: string
  describedBy?: string
}) {
  const { t } = useT()
  const input = useCanvas((state) => state.document.inputs[name])
  const select = useCanvas((state) => state.select)
  return (
    <button
      type="button"
      id={id}
      className="parameter-value"
      aria-describedby={describedBy}
      data-missing={input === undefined || undefined}
      title={t('The pipeline’s parameter {{name}}', { name })}
      onClick={() => {
        select([])
        focusInput(name)
      }}
    >
      <Variable aria-hidden size={14} />
      <span className="min-w-0 truncate">{t(input?.title ?? name)}</span>
      <span className="ml-auto shrink-0 max-w-24 truncate text-ink-3">
        {input ? valueText(input.default) : t('missing')}
      </span>
    </button>
  )
}
