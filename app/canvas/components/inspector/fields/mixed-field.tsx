import { referenceOf } from '../../../../../nodes/graph/pipeline-inputs.ts'
import { Button } from '../../../../components/button.tsx'
import { valueText } from '../../../../components/value-text.ts'
import { useT } from '../../../../i18n/use-t.ts'
import type { FormField } from '../../../store/form-fields.ts'

const SHOWN = 3

function inWords({ ui }: FormField, value: unknown): string {
  const text = referenceOf(value) ?? valueText(value)
  const label = (ui.widget === 'choice' ? ui.labels[text] : undefined) ?? text
  return label.length > 24 ? `${label.slice(0, 23)}…` : label
}

/** Controls that can stand empty until a value for all is given; the others begin with one that is there. */
export const canBeEmpty = ({ ui }: FormField): boolean =>
  ui.widget === 'number' || ui.widget === 'choice' || (ui.widget === 'text' && !ui.code)

/** The values of a parameter that differ among the chosen nodes, for its help. */
export const listMixed = (field: FormField, values: readonly unknown[]): string =>
  values
    .slice(0, SHOWN)
    .map((value) => inWords(field, value))
    .join(', ') + (values.length > SHOWN ? '…' : '')

interface MixedButtonProps {
  id: string
  field: FormField
  value: unknown
  onChange: (value: unknown) => void
}

/** Gives all the value that one of them has, from where it can be changed. */
export function MixedButton({ id, field, value, onChange }: MixedButtonProps) {
  const { t } = useT()
  return (
    <Button id={id} size="sm" aria-describedby={`${id}-help`} onClick={() => onChange(value)}>
      {t('Use {{value}} for all', { value: inWords(field, value) })}
    </Button>
  )
}
