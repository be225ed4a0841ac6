'use client'

import { useQuery } from '@tanstack/react-query'
import { ACCEPTED } from '../../../../(pages)/datasets/upload.ts'
import { FileButton } from '../../../../components/file-button.tsx'
import { Select } from '../../../../components/select.tsx'
import { errorMessage, useTRPC } from '../../../../trpc.tsx'
import { useServices } from '../../../hooks/services.tsx'
import { formatBytes } from '../../../words.ts'
import { useT } from '../../../../i18n/use-t.ts'
import type { FieldProps } from './field-props.ts'
import { MessageText } from '../../message-text.tsx'

/** Which uploaded file, and which version of it; or a new one. */
export function FileField({ nodeId, value, id, describedBy, problems, onChange }: FieldProps) {
  const { t } = useT()
  const trpc = useTRPC()
  const { upload, uploads } = useServices()
  const datasets = useQuery(trpc.datasets.list.queryOptions())
  const chosen = typeof value === 'string' ? value : ''
  const options = (datasets.data ?? []).map((dataset) => ({
    value: dataset.id,
    label: (
      <span className="flex min-w-0 items-baseline gap-1.5">
        <span className="truncate">{dataset.name}</span>
        <span className="shrink-0 text-12 text-ink-3">
          v{dataset.version} · {formatBytes(dataset.sizeBytes)}
        </span>
      </span>
    ),
  }))
  return (
    <div className="grid gap-1.5">
      {options.length > 0 && (
        <Select
          id={id}
          className="w-full"
          placeholder={t('Choose a file')}
          value={chosen}
          options={options}
          invalid={problems.some((problem) => problem.severity === 'error')}
          onValueChange={onChange}
          {...(describedBy === undefined ? {} : { 'aria-describedby': describedBy })}
        />
      )}
      {datasets.isError && (
        <p className="text-12 text-failed">
          <MessageText>{errorMessage(datasets.error)}</MessageText>
        </p>
      )}
      <FileButton
        size="sm"
        className="justify-self-start"
        label={t('File to upload')}
        accept={ACCEPTED}
        busy={uploads.length > 0}
        onFile={(file) => void upload([file], { nodeId })}
      >
        {uploads.length > 0
          ? t('Uploading, {{percent}} %', { percent: Math.round((uploads[0]?.fraction ?? 0) * 100) })
          : t('Upload a file')}
      </FileButton>
    </div>
  )
}
