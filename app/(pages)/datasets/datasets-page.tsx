'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Upload } from 'lucide-react'
import { useMemo, useState } from 'react'
import { catalogue } from '../../../nodes/data/builtin/catalogue.ts'
import { formatBytes, formatCount } from '../../canvas/words.ts'
import { Button } from '../../components/button.tsx'
import { coverLink, ListTable, OnlyRow, Row, Td, Th, WaitingRows } from '../../components/list-table.tsx'
import { EmptyState, ErrorNotice } from '../../components/notice.tsx'
import { PageHeader, SectionTitle } from '../../components/page-header.tsx'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { toast } from '../../components/toast-store.ts'
import { formatMoment, formatWhenShort } from '../../components/when.ts'
import { errorMessage, useTRPC } from '../../trpc.tsx'
import { DatasetDialog } from './dataset-dialog.tsx'
import { UploadDialog } from './upload-dialog.tsx'
import { uploadDataset } from './upload.ts'

const COLUMNS = 4

/** Without the marks of Markdown. */
const plain = (text: string): string => text.replaceAll('`', '')

/** Uploaded files with their versions, and the data sets that come with Millrace. */
export function DatasetsPage() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [search, setSearch] = useState('')
  const [uploading, setUploading] = useState(false)
  const [share, setShare] = useState(0)
  const [opened, setOpened] = useState<string>()
  const list = useQuery(trpc.datasets.list.queryOptions())
  const upload = useMutation({
    mutationFn: (file: File) => uploadDataset(file, { onProgress: setShare }),
    onMutate: () => setShare(0),
    onSuccess: (dataset) => {
      setUploading(false)
      setOpened(dataset.id)
      toast(`${dataset.name}, version ${dataset.version}, is here.`, { tone: 'done' })
    },
    onSettled: () => queryClient.invalidateQueries(trpc.datasets.list.queryFilter()),
  })
  const shown = useMemo(() => {
    const wanted = search.trim().toLowerCase()
    return list.data?.filter((dataset) => dataset.name.toLowerCase().includes(wanted))
  }, [list.data, search])
  const dataset = list.data?.find((one) => one.id === opened)

  return (
    <>
      <PageHeader
        title="Data sets"
        actions={
          <>
            <SearchField value={search} onValueChange={setSearch} label="Find a data set" />
            <Button variant="primary" onClick={() => setUploading(true)}>
              <Upload aria-hidden />
              Upload
            </Button>
          </>
        }
      />
      {list.error && !list.data && (
        <ErrorNotice
          className="mb-4"
          title="The data sets could not be read."
          detail={errorMessage(list.error)}
          action={
            <Button size="sm" onClick={() => void list.refetch()}>
              Try again
            </Button>
          }
        />
      )}
      <SectionTitle note="each upload of a name is a version; versions never change">
        Uploaded files
      </SectionTitle>
      <ListTable
        label="Uploaded files"
        head={
          <>
            <Th>Name</Th>
            <Th right>Version</Th>
            <Th right>Size</Th>
            <Th right>Uploaded</Th>
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
            <Td right className="text-ink-2">
              <time dateTime={one.createdAt} title={formatMoment(one.createdAt)}>
                {formatWhenShort(one.createdAt)}
              </time>
            </Td>
          </Row>
        ))}
        {list.isPending && <WaitingRows columns={COLUMNS} rows={3} />}
        {list.data?.length === 0 && (
          <OnlyRow columns={COLUMNS}>
            <EmptyState
              icon={<Upload aria-hidden />}
              title="No files yet"
              action={<Button onClick={() => setUploading(true)}>Upload a file</Button>}
            >
              CSV, TSV, JSON, JSON lines or Parquet. Dropping one on a canvas works too.
            </EmptyState>
          </OnlyRow>
        )}
        {shown?.length === 0 && (list.data?.length ?? 0) > 0 && (
          <OnlyRow columns={COLUMNS}>
            <p className="px-4 py-6 text-center text-ink-2">No data set has “{search.trim()}” in its name.</p>
          </OnlyRow>
        )}
      </ListTable>
      <div className="mt-6">
        <SectionTitle note="for the Built-in data node">Come with Millrace</SectionTitle>
        <ListTable
          label="Built-in data sets"
          head={
            <>
              <Th>Name</Th>
              <Th wide>What it is</Th>
              <Th right>Rows × columns</Th>
              <Th wide>Licence</Th>
            </>
          }
        >
          {Object.values(catalogue).map((one) => (
            <tr key={one.id} className="border-t border-line">
              <Td className="font-strong max-md:w-full max-md:max-w-0 max-md:truncate">{one.title}</Td>
              <Td wide className="w-full max-w-0 truncate text-ink-2" title={plain(one.description)}>
                {plain(one.description)}
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
          if (!upload.isPending) setUploading(open)
          if (!open) upload.reset()
        }}
        problem={upload.error ? errorMessage(upload.error) : undefined}
        file={upload.isPending ? upload.variables : undefined}
        progress={<ProgressBar value={share} label="Upload" />}
        onFile={(file) => upload.mutate(file)}
      />
      {dataset && <DatasetDialog dataset={dataset} onClose={() => setOpened(undefined)} />}
    </>
  )
}
