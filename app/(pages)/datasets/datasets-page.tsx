'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Upload } from 'lucide-react'
import { useMemo, useState } from 'react'
import { catalogue } from '../../../nodes/data/builtin/catalogue.ts'
import type { AddedDatasetView } from '../../../server/views.ts'
import { formatBytes, formatCount } from '../../canvas/words.ts'
import { Button } from '../../components/button.tsx'
import {
  coverLink,
  ListTable,
  OnlyRow,
  Row,
  Td,
  Th,
  WaitingRows,
  WhenTd,
} from '../../components/list-table.tsx'
import { EmptyState } from '../../components/notice.tsx'
import { QueryProblem } from '../../components/query-problem.tsx'
import { PageHeader, SectionTitle } from '../../components/page-header.tsx'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { toast } from '../../components/toast-store.ts'
import { errorMessage, useTRPC } from '../../trpc.tsx'
import { useT } from '../../i18n/use-t.ts'
import { DatasetDialog } from './dataset-dialog.tsx'
import { UploadDialog } from './upload-dialog.tsx'
import { uploadDataset } from './upload.ts'

const COLUMNS = 4

/** Without the marks of Markdown. */
const plain = (text: string): string => text.replaceAll('`', '')

/** Uploaded files with their versions, and the data sets that come with Millrace. */
export function DatasetsPage() {
  const { t } = useT()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [search, setSearch] = useState('')
  const [uploading, setUploading] = useState(false)
  const [share, setShare] = useState(0)
  const [opened, setOpened] = useState<string>()
  const list = useQuery(trpc.datasets.list.queryOptions())
  const arrived = (dataset: AddedDatasetView): void => {
    setUploading(false)
    setOpened(dataset.id)
    const { name, version } = dataset
    toast(
      dataset.isNew
        ? t('{{name}}, version {{version}}, is here.', { name, version })
        : t('{{name}} is unchanged: still version {{version}}.', { name, version }),
      { tone: 'done' },
    )
  }
  /** The dialog may have been closed meanwhile: it says why. */
  const refused = (): void => setUploading(true)
  const upload = useMutation({
    mutationFn: (file: File) => uploadDataset(file, { onProgress: setShare }),
    onMutate: () => setShare(0),
    onSuccess: arrived,
    onError: refused,
    onSettled: () => queryClient.invalidateQueries(trpc.datasets.list.queryFilter()),
  })
  const fetching = useMutation(
    trpc.datasets.fetch.mutationOptions({
      onSuccess: arrived,
      onError: refused,
      onSettled: () => queryClient.invalidateQueries(trpc.datasets.list.queryFilter()),
    }),
  )
  const shown = useMemo(() => {
    const wanted = search.trim().toLowerCase()
    return list.data?.filter((dataset) => dataset.name.toLowerCase().includes(wanted))
  }, [list.data, search])
  const problem = upload.error ?? fetching.error
  const dataset = list.data?.find((one) => one.id === opened)

  return (
    <>
      <PageHeader
        title={t('Data sets')}
        actions={
          <>
            <SearchField value={search} onValueChange={setSearch} label={t('Find a data set')} />
            <Button variant="primary" onClick={() => setUploading(true)}>
              <Upload aria-hidden />
              {t('Upload')}
            </Button>
          </>
        }
      />
      <QueryProblem query={list} title={t('The data sets could not be read.')} />
      <SectionTitle note={t('each upload of a name is a version; versions never change')}>
        {t('Uploaded files')}
      </SectionTitle>
      <ListTable
        label={t('Uploaded files')}
        head={
          <>
            <Th>{t('Name')}</Th>
            <Th right>{t('Version')}</Th>
            <Th right>{t('Size')}</Th>
            <Th right>{t('Uploaded')}</Th>
          </>
        }
      >
        {shown?.map((one) => (
          <Row key={one.id}>
            <Td className="w-full max-w-0">
              <button
                type="button"
                onClick={() => setOpened(one.id)}
                className={`block w-full truncate text-left ${coverLink}`}
              >
                {one.name}
              </button>
            </Td>
            <Td right className="text-ink-2">
              v{one.version}
            </Td>
            <Td right className="text-ink-2">
              {formatBytes(one.sizeBytes)}
            </Td>
            <WhenTd at={one.createdAt} />
          </Row>
        ))}
        {list.isPending && <WaitingRows columns={COLUMNS} rows={3} />}
        {list.data?.length === 0 && (
          <OnlyRow columns={COLUMNS}>
            <EmptyState
              icon={<Upload aria-hidden />}
              title={t('No files yet')}
              action={<Button onClick={() => setUploading(true)}>{t('Upload a file')}</Button>}
            >
              {t(
                'CSV, TSV, JSON, JSON lines, Parquet or a zip of images. Dropping one on a canvas works too.',
              )}
            </EmptyState>
          </OnlyRow>
        )}
        {shown?.length === 0 && (list.data?.length ?? 0) > 0 && (
          <OnlyRow columns={COLUMNS}>
            <p className="px-4 py-6 text-center text-ink-2">
              {t('No data set has “{{search}}” in its name.', { search: search.trim() })}
            </p>
          </OnlyRow>
        )}
      </ListTable>
      <div className="mt-6">
        <SectionTitle note={t('for the Built-in data node')}>{t('Come with Millrace')}</SectionTitle>
        <ListTable
          label={t('Built-in data sets')}
          head={
            <>
              <Th>{t('Name')}</Th>
              <Th wide>{t('What it is')}</Th>
              <Th right>{t('Rows × columns')}</Th>
              <Th wide>{t('Licence')}</Th>
            </>
          }
        >
          {Object.values(catalogue).map((one) => (
            <tr key={one.id} className="border-t border-line">
              <Td className="font-strong max-md:w-full max-md:max-w-0 max-md:truncate">{t(one.title)}</Td>
              <Td wide className="w-full max-w-0 truncate text-ink-2" title={plain(t(one.description))}>
                {plain(t(one.description))}
              </Td>
              <Td right className="text-ink-2">
                {formatCount(one.rows)} × {one.columns.length}
              </Td>
              <Td wide className="max-w-44 truncate text-ink-3" title={one.licence}>
                {one.licence}
              </Td>
            </tr>
          ))}
        </ListTable>
      </div>
      <UploadDialog
        open={uploading}
        onOpenChange={(open) => {
          setUploading(open)
          // What is on its way goes on, and is there when the dialog is opened again.
          if (open) return
          if (!upload.isPending) upload.reset()
          if (!fetching.isPending) fetching.reset()
        }}
        problem={problem ? errorMessage(problem) : undefined}
        file={upload.isPending ? upload.variables : undefined}
        progress={<ProgressBar value={share} label={t('Upload')} />}
        onFile={(file) => {
          fetching.reset()
          upload.mutate(file)
        }}
        fetching={fetching.isPending}
        onFetch={(url) => {
          upload.reset()
          fetching.mutate({ url })
        }}
      />
      {dataset && <DatasetDialog dataset={dataset} onClose={() => setOpened(undefined)} />}
    </>
  )
}
