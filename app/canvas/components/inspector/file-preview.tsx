'use client'

import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { defaultParseOptions, parseOptionsOf } from '../../../../nodes/data/file/source-key.ts'
import type { ParseOptions } from '../../../../nodes/data/file/source-key.ts'
import { DataTable } from '../../../components/data-table/data-table.tsx'
import { rowNumberOf, sizeInWords } from '../../../components/data-table/reading-facts.ts'
import { Spinner } from '../../../components/spinner.tsx'
import { errorMessage, useTRPC } from '../../../trpc.tsx'
import { useCanvas } from '../../store/context.tsx'
import { MessageText } from '../message-text.tsx'
import { ReadingWarnings } from './reading-warnings.tsx'
import { useT } from '../../../i18n/use-t.ts'
import { say } from '../../../i18n/current.ts'
import { msg } from '../../../i18n/msg.ts'

const detectedTitles: Readonly<Record<string, string>> = {
  format: msg('Format'),
  delimiter: msg('Delimiter'),
  header: msg('Header'),
  encoding: msg('Encoding'),
  decimal: msg('Decimal mark'),
  quote: msg('Quotes'),
}

const valueTitles: Readonly<Record<string, string>> = {
  ',': msg('comma'),
  ';': msg('semicolon'),
  '\t': msg('tab'),
  tab: msg('tab'),
  '|': msg('bar'),
  '.': msg('point'),
  true: msg('names in the first line'),
  false: msg('no names'),
  yes: msg('names in the first line'),
  no: msg('no names'),
  csv: 'CSV',
  json: 'JSON',
  jsonl: msg('JSON lines'),
  parquet: 'Parquet',
  images: msg('a zip of images'),
  'utf-8': 'UTF-8',
  'latin-1': 'Latin-1',
  'utf-16': 'UTF-16',
}

const inWords = (value: unknown): string => say(valueTitles[String(value)] ?? String(value))

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function Detected({ detected }: { detected: Readonly<Record<string, unknown>> }) {
  const { t } = useT()
  const options = isRecord(detected.options) ? detected.options : detected
  const known = Object.entries(options).filter(
    ([name, value]) => detectedTitles[name] !== undefined && value !== null && value !== undefined,
  )
  if (known.length === 0) return null
  return (
    <dl className="grid grid-cols-[104px_minmax(0,1fr)] gap-x-2 text-12">
      {known.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-3">{t(detectedTitles[name] ?? name)}</dt>
          <dd className="truncate text-ink-2">{inWords(value)}</dd>
        </div>
      ))}
    </dl>
  )
}

/** What the file looks like as it is read now: what was found out about it, and its first rows. */
export function FilePreview({ nodeId }: { nodeId: string }) {
  const { t } = useT()
  const trpc = useTRPC()
  const params = useCanvas((state) => state.analysis.propagation.nodes.get(nodeId)?.params)
  const source = typeof params?.source === 'string' ? params.source : ''
  const options = parseOptionsOf({ ...defaultParseOptions, ...(params as Partial<ParseOptions>) })
  const reading = useQuery(
    trpc.datasets.read.queryOptions(
      { id: source, options: { ...options } },
      { enabled: source !== '', staleTime: Number.POSITIVE_INFINITY },
    ),
  )
  const { data } = reading
  const columns = useMemo(
    () => (data?.schema?.columns ?? []).map(({ name, kind, role }) => ({ name, kind, role })),
    [data],
  )
  // Why a file can't be read stands at the field that names it.
  if (source === '' || data?.error) return null
  return (
    <section className="form-section" aria-label={t('What is in the file')}>
      <h3 className="form-heading">
        {t('In the file')}
        {data?.rows != null && <span className="font-text text-ink-3">{sizeInWords(data)}</span>}
      </h3>
      {reading.isPending && (
        <p className="flex items-center gap-1.5 text-ink-3">
          <Spinner /> {t('Reading the file…')}
        </p>
      )}
      {reading.isError && (
        <p className="text-failed">
          <MessageText>{errorMessage(reading.error)}</MessageText>
        </p>
      )}
      {data?.detected && (
        <>
          <Detected detected={data.detected} />
          <ReadingWarnings detected={data.detected} />
        </>
      )}
      {data?.preview && data.preview.length > 0 && (
        <DataTable
          label={t('First rows of the file')}
          plainHeader
          className="mt-2 h-60 rounded-md border border-line"
          columns={columns}
          rowCount={data.preview.length}
          getRow={(index) => data.preview?.[index]}
          rowNumber={rowNumberOf(data)}
        />
      )}
    </section>
  )
}
