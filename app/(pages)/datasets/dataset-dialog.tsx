'use client'

import { useQuery } from '@tanstack/react-query'
import type { DatasetReadingView, DatasetView } from '../../../server/views.ts'
import { formatBytes } from '../../canvas/words.ts'
import { StartFromFile } from '../home/start-from-file.tsx'
import { DeleteDataset } from './delete-dataset.tsx'
import { ReadingWarnings } from '../../canvas/components/inspector/reading-warnings.tsx'
import { DataTable } from '../../components/data-table/data-table.tsx'
import { rowNumberOf, sizeInWords } from '../../components/data-table/reading-facts.ts'
import { Dialog } from '../../components/dialog.tsx'
import { ErrorNotice } from '../../components/notice.tsx'
import { Spinner } from '../../components/spinner.tsx'
import { errorMessage, useTRPC } from '../../trpc.tsx'
import { useT } from '../../i18n/use-t.ts'
import { say } from '../../i18n/current.ts'

/** What a file looks like when it is read: its columns and first rows, or why it can't be. */
export function DatasetDialog({ dataset, onClose }: { dataset: DatasetView; onClose: () => void }) {
  const { t } = useT()
  const trpc = useTRPC()
  const reading = useQuery(
    trpc.datasets.read.queryOptions({ id: dataset.id, options: {} }, { staleTime: Number.POSITIVE_INFINITY }),
  )
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="lg"
      title={dataset.name}
      description={describe(dataset, reading.data)}
      footer={
        <>
          <DeleteDataset dataset={dataset} onDeleted={onClose} />
          {reading.data && !reading.data.error && <StartFromFile dataset={dataset} />}
        </>
      }
    >
      {reading.isPending ? (
        <output className="flex h-40 items-center justify-center gap-2 text-ink-2">
          <Spinner /> {t('Looking at the file')}
        </output>
      ) : reading.error ? (
        <ErrorNotice title={t('The file could not be looked at.')} detail={errorMessage(reading.error)} />
      ) : (
        <Reading reading={reading.data} label={dataset.name} />
      )}
    </Dialog>
  )
}

function describe(dataset: DatasetView, reading: DatasetReadingView | undefined): string {
  const facts = [say('Version {{version}}', { version: dataset.version }), formatBytes(dataset.sizeBytes)]
  const size = reading && sizeInWords(reading)
  if (size) facts.push(size)
  if (reading?.schema) facts.push(say('{{count}} columns', { count: reading.schema.columns.length }))
  return facts.join(' · ')
}

function Reading({ reading, label }: { reading: DatasetReadingView; label: string }) {
  const { t } = useT()
  if (reading.error)
    return (
      <ErrorNotice
        title={reading.error.message}
        detail={t(
          'Reading options can be set on the File node of a drawing; or mend the file and upload it again.',
        )}
      />
    )
  const columns = reading.schema?.columns ?? []
  const rows = reading.preview ?? []
  return (
    <>
      {reading.detected && <ReadingWarnings detected={reading.detected} />}
      <div className="overflow-hidden rounded-md border border-line">
        <DataTable
          columns={columns.map(({ name, kind, role }) => ({ name, kind, role }))}
          rowCount={rows.length}
          getRow={(index) => rows[index]}
          rowNumber={rowNumberOf(reading)}
          label={t('First rows of {{label}}', { label })}
          plainHeader
          className="h-80"
        />
      </div>
    </>
  )
}
