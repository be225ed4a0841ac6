import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { listDefinitions } from '../nodes/definitions.ts'
import { categories } from '../nodes/kit/define.ts'
import type { AnyNodeDefinition } from '../nodes/kit/define.ts'
import { formFields, type FormField } from '../nodes/kit/form-schema.ts'
import type { PortSpecs } from '../nodes/kit/ports.ts'

/** Writes `docs/nodes/*.md` from the node definitions; with `--check` fails where a page is out of date. */

const folder = fileURLToPath(new URL('../docs/nodes/', import.meta.url))

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [
    `| ${head.join(' | ')} |`,
    `|${head.map(() => '---').join('|')}|`,
    ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
  ].join('\n')

const portRows = (direction: string, specs: PortSpecs) =>
  Object.entries(specs).map(([name, spec]) => [
    direction,
    `\`${name}\``,
    spec.type,
    `${spec.title}${spec.optional ? ' (optional)' : ''}`,
  ])

function valuesOf(field: FormField): string {
  const { ui } = field
  if (ui.widget === 'choice')
    return Object.entries(ui.labels)
      .map(([value, label]) => `\`${value}\` ${label}`)
      .join(', ')
  const limits = [
    field.minimum === undefined ? '' : `from ${field.minimum}`,
    field.maximum === undefined || field.maximum === Number.MAX_SAFE_INTEGER ? '' : `to ${field.maximum}`,
  ].filter(Boolean)
  return [ui.widget, ...limits].join(' ')
}

const serveWords = {
  map: 'travels with the model: an endpoint does the same to every row it gets',
  skip: 'is absent at an endpoint: it only chooses rows',
  boundary: 'is where serving starts: an endpoint asks for the columns after it',
} as const

function pageOf(definition: AnyNodeDefinition): string {
  const { title, summary, docs, type, version, inputs, outputs, serve } = definition
  const ports = [...portRows('in', inputs), ...portRows('out', outputs)]
  const params = formFields(definition).map(([name, field]) => [
    `\`${name}\``,
    field.title ?? name,
    valuesOf(field),
    field.default === undefined ? '' : `\`${JSON.stringify(field.default)}\``,
  ])
  return [
    `# ${title}`,
    `*${summary}.*`,
    docs.trim(),
    '## Ports',
    table(['', 'Name', 'Type', 'Title'], ports),
    '## Parameters in the document',
    params.length === 0 ? 'None.' : table(['Name', 'Title', 'Values', 'Default'], params),
    `Type \`${type}\`, version ${version}. This node ${serveWords[serve]}.`,
    '',
  ].join('\n\n')
}

const pages = new Map<string, string>()
const index = [
  '# Node types',
  'Made from the definitions by `npm run docs`; the Docs tab of the canvas shows the same.',
]
for (const category of categories) {
  const members = listDefinitions().filter((definition) => definition.category === category)
  if (members.length === 0) continue
  index.push(`## ${category[0]?.toUpperCase()}${category.slice(1)}`)
  index.push(members.map(({ type, title, summary }) => `- [${title}](${type}.md): ${summary}`).join('\n'))
  for (const definition of members) pages.set(`${definition.type}.md`, pageOf(definition))
}
pages.set('README.md', `${index.join('\n\n')}\n`)

await mkdir(folder, { recursive: true })
const existing = await readdir(folder)
if (process.argv.includes('--check')) {
  const stale = []
  for (const [name, text] of pages)
    if (!existing.includes(name) || (await readFile(join(folder, name), 'utf8')) !== text) stale.push(name)
  for (const name of existing) if (!pages.has(name)) stale.push(name)
  if (stale.length > 0) {
    console.error(`docs/nodes is out of date (${stale.join(', ')}): run \`npm run docs\` and commit.`)
    process.exitCode = 1
  }
} else {
  for (const name of existing) if (!pages.has(name)) await rm(join(folder, name))
  for (const [name, text] of pages) await writeFile(join(folder, name), text)
}
