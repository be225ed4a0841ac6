'use client'

import { Ellipsis, Plus, Undo2, Variable } from 'lucide-react'
import { referenceOf } from '../../../../../nodes/graph/pipeline-inputs.ts'
import { IconButton } from '../../../../components/icon-button.tsx'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../../../../components/menu.tsx'
import { useCanvas } from '../../../store/context.tsx'
import type { FormField } from '../../../store/form-fields.ts'
import { addInputFromField, freeInputName, inputTypeOf } from '../../../store/pipeline-inputs.ts'
import { setParamOfAll } from '../../../store/shared-value.ts'
import { isSearchable } from '../../../store/search-ranges.ts'
import { useT } from '../../../../i18n/use-t.ts'
import { valueText } from '../../../../components/value-text.ts'
import { SearchItem } from './search-item.tsx'

export interface FieldMenuProps {
  nodeId: string
  /** Where the form is that of several nodes: all of them. */
  nodeIds?: readonly string[]
  field: FormField
  /** As the drawing has it: a plain value, or a reference. */
  value: unknown
  /** `undefined` takes the default back. */
  onChange: (value: unknown) => void
}

/** Takes the value of a field from a parameter of the pipeline: one that is there, or a new one made of the field. */
function ParameterItems({ nodeId, nodeIds = [], field, value, onChange }: FieldMenuProps) {
  const { t } = useT()
  const inputs = useCanvas((state) => state.document.inputs)
  const edit = useCanvas((state) => state.edit)
  const resolved = useCanvas((state) => state.analysis.propagation.nodes.get(nodeId)?.params[field.name])
  const own = referenceOf(value)
  const fitting = Object.entries(inputs).filter(([, input]) => input.type === inputTypeOf(field))
  return (
    <>
      <MenuLabel>{t('Use a pipeline parameter…')}</MenuLabel>
      {fitting.map(([name, input]) => (
        <MenuItem
          key={name}
          icon={<Variable aria-hidden />}
          shortcut={valueText(input.default)}
          disabled={name === own}
          onSelect={() => onChange({ input: name })}
        >
          <span className="max-w-50 truncate">{t(input.title ?? name)}</span>
        </MenuItem>
      ))}
      <MenuItem
        icon={<Plus aria-hidden />}
        onSelect={() =>
          edit((document) => {
            const name = freeInputName(document, field.name)
            const added = addInputFromField(document, nodeId, {
              field,
              value: resolved ?? field.initial,
              name,
            })
            return setParamOfAll(added, nodeIds, { [field.name]: { input: name } })
          })
        }
      >
        {t('New parameter from this field')}
      </MenuItem>
    </>
  )
}

/**
 * What a field can take instead of a typed value. Every further way is a component with `FieldMenuProps` of its own
 * between the parameters and *Type a value instead*.
 */
export function FieldMenu(props: FieldMenuProps) {
  const { t } = useT()
  const { nodeId, field, value, onChange } = props
  const made = useCanvas((state) => state.analysis.propagation.nodes.get(nodeId))
  const resolved = made?.params[field.name]
  const hasInputs = inputTypeOf(field) !== undefined
  const hasRanges = made !== undefined && isSearchable(field, made.definition)
  if (!hasInputs && !hasRanges) return null
  const isReference = typeof value === 'object' && value !== null && !Array.isArray(value)
  return (
    <Menu
      className="max-w-80"
      trigger={
        <IconButton size="sm" label={t('More for {{title}}', { title: field.title })} className="field-menu">
          <Ellipsis aria-hidden />
        </IconButton>
      }
    >
      {hasInputs && <ParameterItems {...props} />}
      {hasRanges && (
        <>
          {hasInputs && <MenuSeparator />}
          <SearchItem {...props} resolved={resolved} />
        </>
      )}
      {isReference && (
        <>
          <MenuSeparator />
          <MenuItem icon={<Undo2 aria-hidden />} onSelect={() => onChange(resolved)}>
            {t('Type a value instead')}
          </MenuItem>
        </>
      )}
    </Menu>
  )
}
