import type { Column } from '../../../../nodes/kit/columns.ts'
import type { ModelVersionView } from '../../../../server/views.ts'
import { ColumnIcon, kindWords } from '../../../components/column-icon.tsx'
import { useT } from '../../../i18n/use-t.ts'
import { say } from '../../../i18n/current.ts'

/** The raw columns that a request must carry. */
export function InputsCard({ model }: { model: ModelVersionView }) {
  const { t } = useT()
  const { request, inputs } = model.value.schema
  const read = new Set(inputs.map((column) => column.id))
  return (
    <section
      aria-label={t('What it asks for')}
      className="rounded-md border border-line bg-surface px-4 pt-3 pb-1"
    >
      <h2 className="text-13">
        {t('What it asks for')}{' '}
        <span className="font-text text-ink-3">
          {t('{{columns}}, prepared as in training', {
            columns: t('{{count}} raw columns', { count: request.length }),
          })}
        </span>
      </h2>
      <ul className="mt-1 max-h-96 overflow-y-auto text-12">
        {request.map((column) => (
          <li key={column.id} className="flex min-h-7 items-center gap-2 border-t border-line first:border-0">
            <ColumnIcon kind={column.kind} />
            <span className="w-2/5 shrink-0 truncate font-mono" title={column.name}>
              {column.name}
            </span>
            <span className="min-w-0 truncate text-ink-2">{columnWords(column)}</span>
            {!read.has(column.id) && <span className="ml-auto shrink-0 text-ink-3">{t('not read')}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}

const columnWords = (column: Column): string =>
  column.kind === 'category' && column.categories && column.categories.length > 0
    ? column.categories.length > 6
      ? say('{{values}}, and {{number}} more', {
          values: column.categories.slice(0, 6).join(', '),
          number: column.categories.length - 6,
        })
      : column.categories.join(', ')
    : say(kindWords[column.kind])
