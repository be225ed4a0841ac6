import { implicitInputs, implicitOutputs, type PortSpec } from '../../nodes/kit/ports.ts'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { catalogue } from '../../nodes/data/builtin/catalogue.ts'
import { listDefinitions } from '../../nodes/definitions.ts'
import { columnRoles } from '../../nodes/kit/columns.ts'
import type { AnyNodeDefinition } from '../../nodes/kit/define.ts'
import { layerTitles, networkPresets } from '../../nodes/kit/network-layers.ts'
import { portTypes } from '../../nodes/kit/ports.ts'
import { templateTasks } from '../../nodes/templates/task.ts'
import { templates } from '../../nodes/templates/templates.ts'
import { listFields } from '../canvas/store/form-fields.ts'

/** What the page says: for tests that hold the catalogues to it. */

const CALL = /\b(?:t|say|msg)\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\$]|\\.)*)`)/g

const unescape = (text: string): string => text.replaceAll(/\\(.)/g, '$1')

/** Texts that stand in calls of `t`, `say` and `msg`. */
export const textsInCode = (code: string): string[] =>
  [...code.matchAll(CALL)].map((match) => unescape(match[1] ?? match[2] ?? match[3] ?? ''))

/** Texts of the page's own code, each with the files that say it. */
export function textsOfPage(root: string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    if (!/\.tsx?$/.test(name) || name.includes('.test.') || name.startsWith('i18n')) continue
    for (const text of textsInCode(readFileSync(join(root, name), 'utf8')))
      found.set(text, [...(found.get(text) ?? []), name])
  }
  return found
}

/** Everything of a definition that people read, but its long description. */
export function textsOfDefinition(definition: AnyNodeDefinition): string[] {
  const ports = [definition.inputs, definition.outputs, implicitInputs, implicitOutputs].flatMap((side) =>
    Object.values<PortSpec>(side),
  )
  const fields = listFields(definition).flatMap(({ title, description, ui }) => [
    title,
    ...(description === undefined ? [] : [description]),
    ...(ui.widget === 'choice' ? Object.values(ui.labels) : []),
    ...(ui.widget === 'number' && ui.unit !== undefined ? [ui.unit] : []),
  ])
  return [definition.title, definition.summary, ...ports.map((port) => port.title), ...fields]
}

/** Texts that are data: definitions, templates, data sets, and the words of the kit. */
export function textsOfNodes(): Set<string> {
  return new Set(
    [
      ...listDefinitions().flatMap(textsOfDefinition),
      ...templates.flatMap(({ title, question, description, document }) => [
        title,
        question,
        description,
        ...document.nodes.flatMap((node) => node.title ?? []),
        ...Object.values(document.inputs).flatMap((input) => input.title ?? []),
      ]),
      ...Object.values(catalogue).flatMap(({ title, description }) => [title, description]),
      ...columnRoles,
      ...Object.values(layerTitles),
      ...Object.keys(networkPresets),
      ...Object.values(templateTasks),
      ...portTypes,
      'run',
      'endpoint',
    ].filter((text) => /\p{L}{2}/u.test(text)),
  )
}
