import { findDefinition } from '../../definitions.ts'
import { isFields, paramOf } from '../../../../nodes/graph/document-parts.ts'
import { searchReference } from '../../../../nodes/graph/document.ts'
import { valueText } from '../../../components/value-text.ts'
import { say } from '../../../i18n/current.ts'
import { listFields } from '../../store/form-fields.ts'

const MOST = 120

const cut = (text: string): string => (text.length > MOST ? `${text.slice(0, MOST - 1)}…` : text)

/** A value of a field of a drawing as its form would say it: choices by their names, what is not set by its default. */
export function fieldText(field: string, node: unknown, value: unknown): string {
  const param = paramOf(field)
  if (field === 'pin') return value === undefined ? say('not pinned') : say('pinned')
  if (param === undefined) return value === undefined ? say('not set') : cut(valueText(value))
  const definition = isFields(node) && typeof node.type === 'string' ? findDefinition(node.type) : undefined
  const form = definition && listFields(definition).find(({ name }) => name === param)
  const shown = value === undefined ? form?.initial : value
  if (isFields(shown) && typeof shown.input === 'string')
    return say('Parameter {{name}}', { name: shown.input })
  if (searchReference.safeParse(shown).success) return say('a search range')
  if (form?.ui.widget === 'choice' && typeof shown === 'string') {
    const label = form.ui.labels[shown]
    if (label !== undefined) return say(label)
  }
  return shown === undefined ? say('not set') : cut(valueText(shown))
}
