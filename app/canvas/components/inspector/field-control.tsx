'use client'

import { type ComponentType, useMemo } from 'react'
import type { GraphProblem } from '../../../../nodes/graph/plan.ts'
import { referenceOf } from '../../../../nodes/graph/pipeline-inputs.ts'
import type { FieldUi } from '../../../../nodes/kit/params.ts'
import { setParamOfAll } from '../../store/shared-value.ts'
import { translateField } from '../../store/form-fields.ts'
import type { FormField } from '../../store/form-fields.ts'
import { rangeOf } from '../../store/search-ranges.ts'
import { useCanvas } from '../../store/context.tsx'
import { ColumnField } from './fields/column-field.tsx'
import { ColumnNamesField } from './fields/column-names-field.tsx'
import { ColumnTypesField } from './fields/column-types-field.tsx'
import { ColumnsField } from './fields/columns-field.tsx'
import { ConnectionField } from './fields/connection-field.tsx'
import type { FieldProps } from './fields/field-props.ts'
import { FieldMenu } from './fields/field-menu.tsx'
import { FieldRow, FieldSection } from './fields/field-row.tsx'
import { FileField } from './fields/file-field.tsx'
import { LayersField } from './fields/layers-field.tsx'
import { canBeEmpty, listMixed, MixedButton } from './fields/mixed-field.tsx'
import { NetworkField } from './fields/network-field.tsx'
import { NumberField } from './fields/number-field.tsx'
import { ParameterValue } from './fields/parameter-value.tsx'
import { QueryField } from './fields/query-field.tsx'
import { RulesField } from './fields/rules-field.tsx'
import { RangeField } from './fields/range-field.tsx'
import { ChoiceField, CodeField, SwitchField, TextInputField } from './fields/plain-fields.tsx'
import { useT } from '../../../i18n/use-t.ts'

interface Control {
  Part: ComponentType<FieldProps>
  /** It brings its own heading and takes the whole width. */
  wide?: boolean
}

const controls: Readonly<Record<FieldUi['widget'], Control>> = {
  columns: { Part: ColumnsField, wide: true },
  column: { Part: ColumnField },
  choice: { Part: ChoiceField },
  number: { Part: NumberField },
  text: { Part: TextInputField },
  switch: { Part: SwitchField },
  dataset: { Part: FileField },
  file: { Part: FileField },
  connection: { Part: ConnectionField },
  query: { Part: QueryField, wide: true },
  columnNames: { Part: ColumnNamesField, wide: true },
  columnTypes: { Part: ColumnTypesField, wide: true },
  layers: { Part: LayersField, wide: true },
  network: { Part: NetworkField, wide: true },
  rules: { Part: RulesField, wide: true },
}

const code: Control = { Part: CodeField, wide: true }

const controlOf = ({ ui }: FormField): Control =>
  ui.widget === 'text' && ui.code ? code : controls[ui.widget]

export const isWide = (field: FormField): boolean => controlOf(field).wide === true

interface FieldControlProps {
  nodeId: string
  /** Where the form is that of several nodes: all of them. */
  nodeIds?: readonly string[]
  /** Their values, where these differ. */
  mixed?: readonly unknown[]
  field: FormField
  value: unknown
  problems: readonly GraphProblem[]
}

/** One parameter: its label, its control, its problems. Typing is one step of undo. */
export function FieldControl(call: FieldControlProps) {
  const { nodeId, nodeIds = [nodeId], field: english, value, mixed, problems } = call
  const { t } = useT()
  const field = useMemo(() => translateField(english, t), [english, t])
  const edit = useCanvas((state) => state.edit)
  const id = `param-${field.name}`
  const set = (next: unknown): void =>
    edit((document) => setParamOfAll(document, nodeIds, { [field.name]: next }), {
      key: `param:${nodeIds.join()}:${field.name}`,
    })
  const own = problems.filter((problem) => problem.field === field.name)
  const { Part, wide } = controlOf(field)
  const help = mixed ? t('Mixed: {{values}}', { values: listMixed(field, mixed) }) : field.description
  const described = help !== undefined || own.length > 0 ? `${id}-help` : undefined
  const menu = <FieldMenu nodeId={nodeId} nodeIds={nodeIds} field={field} value={value} onChange={set} />
  const row = { id, title: field.title, help, problems: own, menu }
  if (mixed && !canBeEmpty(field)) {
    return (
      <FieldRow {...row}>
        <MixedButton id={id} field={field} value={mixed[0]} onChange={set} />
      </FieldRow>
    )
  }
  const input = referenceOf(value)
  if (input !== undefined) {
    return (
      <FieldRow {...row}>
        <ParameterValue
          id={id}
          name={input}
          {...(described === undefined ? {} : { describedBy: described })}
        />
      </FieldRow>
    )
  }
  const props = { nodeId, field, value, id, describedBy: described, problems: own, onChange: set }
  const range = rangeOf(value)
  if (range) {
    const part = <RangeField {...props} range={range} />
    return wide ? (
      <FieldSection title={row.title} help={row.help} problems={own} aside={menu}>
        {part}
      </FieldSection>
    ) : (
      <FieldRow {...row}>{part}</FieldRow>
    )
  }
  return wide ? (
    <Part {...props} menu={menu} />
  ) : (
    <FieldRow {...row}>
      <Part {...props} />
    </FieldRow>
  )
}
