import { findDefinition } from '../../nodes/definitions.ts'
import { headingsToFill, isImported } from '../../nodes/kit/model-card.ts'
import type { ModelCardView, ModelVersionView } from '../views.ts'

/** Text that stands in a line or a cell of Markdown as it is. */
const plain = (text: string): string =>
  text.replaceAll(/[\\|*_`<>[\]#]/g, String.raw`\$&`).replaceAll(/\s+/g, ' ')
const shown = (value: unknown): string =>
  plain(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
const figure = (value: number): string => `${Number(value.toPrecision(6))}`
const list = (items: readonly string[], none: string): string =>
  items.length === 0 ? none : items.map((item) => `- ${item}`).join('\n')

const isSet = (value: unknown): boolean =>
  value !== null &&
  value !== undefined &&
  value !== '' &&
  !(Array.isArray(value) && value.length === 0) &&
  !(typeof value === 'object' && Object.keys(value).length === 0)

/** A model card as Markdown: what people wrote, then what is known. */
export function writeCard(model: ModelVersionView, card: ModelCardView): string {
  const notes = { ...Object.fromEntries(headingsToFill.map((heading) => [heading, ''])), ...model.notes }
  const { task, target, request } = model.value.schema
  const measured = [{ where: 'Training', metrics: model.value.metrics }, ...card.measured].flatMap(
    ({ where, metrics }) =>
      Object.entries(metrics).map(
        ([name, value]) => `| ${plain(where)} | ${plain(name)} | ${figure(value)} |`,
      ),
  )
  const data = card.data.map(({ title, version, gone }) =>
    plain([title, version, gone ? '(deleted)' : null].filter(Boolean).join(' ')),
  )
  const settings = card.steps.map(({ title, type, params }) => {
    const kind = findDefinition(type)?.title ?? title
    const name = kind === title ? plain(title) : `${plain(title)} (${plain(kind)})`
    const set = Object.entries(params).filter(([, value]) => isSet(value))
    return set.length === 0
      ? name
      : `${name}: ${set.map(([key, value]) => `${plain(key)} ${shown(value)}`).join(', ')}`
  })
  const sections: [string, string][] = [
    ...Object.entries(notes).map(([heading, text]): [string, string] => [
      heading,
      text.trim() || '_Not written yet._',
    ]),
    [
      'Data',
      [
        list(data, 'Not known any more.'),
        ...(card.rows === null ? [] : [`Rows that it learnt from: ${card.rows}`]),
        `Predicts: ${target === null ? 'no column of the table' : plain(target.name)}${task ? ` (${task})` : ''}`,
      ].join('\n\n'),
    ],
    [
      'Columns it asks for',
      list(
        request.map(({ name, kind }) => `${plain(name)} (${kind})`),
        'None.',
      ),
    ],
    ['Steps and settings', list(settings, 'Not known any more.')],
    [
      'Figures',
      measured.length === 0
        ? 'None.'
        : ['| Where | Figure | Value |', '| --- | --- | ---: |', ...measured].join('\n'),
    ],
    [
      'Origin',
      list(
        [
          `Pipeline ${plain(model.pipelineName)}${card.pipelineVersion === null ? '' : ` v${card.pipelineVersion}`}`,
          isImported(model)
            ? 'Imported from a file'
            : model.runNumber === 0
              ? 'A run that was deleted'
              : `Run ${model.runNumber}`,
          `Made ${model.createdAt}`,
          ...(card.backend === null ? [] : [`Computed by ${plain(card.backend)}`]),
          `Size ${card.sizeBytes} bytes`,
          `Content ${model.value.digest}`,
        ],
        '',
      ),
    ],
  ]
  return `${[
    `# ${plain(model.name)} v${model.version}`,
    ...(model.aliases.length > 0 ? [`Aliases: ${model.aliases.map(plain).join(', ')}`] : []),
    ...(model.tags.length > 0 ? [`Tags: ${model.tags.map(plain).join(', ')}`] : []),
    ...sections.map(([heading, text]) => `## ${plain(heading)}\n\n${text}`),
  ].join('\n\n')}\n`
}
