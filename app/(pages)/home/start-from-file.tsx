'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Upload, Workflow } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useRef, useState } from 'react'
import type { Column } from '../../../nodes/kit/columns.ts'
import { classKindOf } from '../../../nodes/kit/two-values.ts'
import type { DatasetReadingView, DatasetView } from '../../../server/views.ts'
import { formatBytes } from '../../canvas/words.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { ErrorNotice } from '../../components/notice.tsx'
import { ProgressBar } from '../../components/progress-bar.tsx'
import { Spinner } from '../../components/spinner.tsx'
import { Select } from '../../components/select.tsx'
import { Field } from '../../components/text-field.tsx'
import { kindWords } from '../../components/column-icon.tsx'
import { errorMessage, useTRPC } from '../../trpc.tsx'
import { DropZone } from '../datasets/drop-zone.tsx'
import { uploadDataset } from '../datasets/upload.ts'
import { useT } from '../../i18n/use-t.ts'
import { canBeTarget, guessTarget, sayTypeOfTarget } from './guess-target.ts'
import { titleOf } from './names.ts'

type Step =
  | { at: 'choose'; problem?: string }
  | { at: 'upload'; file: File; share: number }
  | { at: 'read'; dataset: DatasetView }
  | { at: 'target'; dataset: DatasetView; columns: readonly Column[]; rows: number | null; target: string }
  | { at: 'create' }

/**
 * A button and the few questions between a file and a drawing: usually none, else which column to predict. With a data
 * set, its file is not asked for.
 */
export function StartFromFile({ dataset: given }: { dataset?: DatasetView }) {
  const { t } = useT()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const router = useRouter()
  const [open, setOpen] = useState(false)
  const [step, setStep] = useState<Step>({ at: 'choose' })
  const abort = useRef<AbortController | null>(null)
  const create = useMutation(
    trpc.pipelines.create.mutationOptions({
      onSuccess: ({ id }) => router.push(`/pipelines/${id}`),
      onError: (error) => setStep({ at: 'choose', problem: errorMessage(error) }),
    }),
  )

  const make = async (dataset: DatasetView, target: Column, isZip = false) => {
    setStep({ at: 'create' })
    // Knows the templates and their node types: fetched when it is needed.
    const { documentFromFile, documentFromImages } = await import('./file-start.ts')
    const document = isZip ? documentFromImages(dataset) : documentFromFile(dataset, target)
    create.mutate({ name: titleOf(dataset.name), document }, { onSuccess: () => sayTypeOfTarget(target) })
  }

  const look = (dataset: DatasetView, reading: DatasetReadingView) => {
    if (reading.error || !reading.schema) {
      setStep({ at: 'choose', problem: reading.error?.message ?? t('The file could not be read.') })
      return
    }
    const isZip = reading.schema.columns.some(({ kind }) => kind === 'image')
    const guess = guessTarget(reading.schema)
    const column = reading.schema.columns.find((one) => one.name === guess?.column)
    if (!guess || !column) {
      setStep({
        at: 'choose',
        problem: isZip
          ? t('All images of {{name}} lie in one folder. Put those of each class in a folder of their own.', {
              name: dataset.name,
            })
          : t(
              'No column of {{name}} can be predicted: a number, a category or a yes-or-no column is needed.',
              { name: dataset.name },
            ),
      })
      return
    }
    if (guess.sure) {
      void make(dataset, column, isZip)
      return
    }
    setStep({
      at: 'target',
      dataset,
      columns: reading.schema.columns.filter(canBeTarget),
      rows: reading.rows,
      target: column.name,
    })
  }

  const start = async (from: File | DatasetView) => {
    const controller = new AbortController()
    abort.current = controller
    const send = (file: File) => {
      setStep({ at: 'upload', file, share: 0 })
      return uploadDataset(file, {
        signal: controller.signal,
        onProgress: (share) => setStep({ at: 'upload', file, share }),
      })
    }
    try {
      const dataset = from instanceof File ? await send(from) : from
      setStep({ at: 'read', dataset })
      const reading = await queryClient.fetchQuery(
        trpc.datasets.read.queryOptions({ id: dataset.id, options: {} }),
      )
      if (!controller.signal.aborted) look(dataset, reading)
    } catch (error) {
      if (!controller.signal.aborted)
        setStep({ at: 'choose', problem: errorMessage(error instanceof Error ? error : null) })
    }
  }

  const change = (next: boolean) => {
    if (!next) abort.current?.abort()
    setStep({ at: 'choose' })
    setOpen(next)
    if (next && given) void start(given)
  }

  const title = given ? t('Start a pipeline') : t('Start from a file')
  return (
    <>
      <Button variant={given ? 'primary' : 'plain'} onClick={() => change(true)}>
        {given ? <Workflow aria-hidden /> : <Upload aria-hidden />}
        {title}
      </Button>
      <Dialog
        open={open}
        onOpenChange={change}
        size="md"
        title={title}
        description={t('Makes a drawing that trains a model on it, tests it and puts it behind an endpoint.')}
        footer={
          step.at === 'target' ? (
            <>
              <Button onClick={() => setStep({ at: 'choose' })}>{t('Another file')}</Button>
              <Button
                variant="primary"
                onClick={() => {
                  const column = step.columns.find((one) => one.name === step.target)
                  if (column) void make(step.dataset, column)
                }}
              >
                {t('Make the drawing')}
              </Button>
            </>
          ) : undefined
        }
      >
        <div className="grid min-h-46 content-center gap-3">
          <StepView
            step={step}
            onFile={(file) => void start(file)}
            onTarget={(target) => {
              if (step.at === 'target') setStep({ ...step, target })
            }}
          />
        </div>
      </Dialog>
    </>
  )
}

function StepView({
  step,
  onFile,
  onTarget,
}: {
  step: Step
  onFile: (file: File) => void
  onTarget: (target: string) => void
}) {
  const { t } = useT()
  switch (step.at) {
    case 'choose':
      return (
        <>
          {step.problem !== undefined && (
            <ErrorNotice title={step.problem} detail={t('Choose another file, or mend this one.')} />
          )}
          <DropZone onFile={onFile} />
        </>
      )
    case 'upload':
      return (
        <div className="grid gap-2">
          <p className="flex justify-between gap-3">
            <span className="min-w-0 truncate">{t('Sending {{name}}', { name: step.file.name })}</span>
            <span className="shrink-0 text-ink-2">{formatBytes(step.file.size)}</span>
          </p>
          <ProgressBar value={step.share} label={t('Upload')} />
        </div>
      )
    case 'read':
      return (
        <output className="flex items-center justify-center gap-2">
          <Spinner /> {t('Looking at the columns of {{name}}', { name: step.dataset.name })}
        </output>
      )
    case 'create':
      return (
        <output className="flex items-center justify-center gap-2">
          <Spinner /> {t('Making the drawing')}
        </output>
      )
    case 'target':
      return (
        <>
          <p className="text-ink-2">
            {step.rows === null
              ? t('{{name}}: {{count}} columns that could be predicted.', {
                  name: step.dataset.name,
                  count: step.columns.length,
                })
              : t('{{name}}: {{rows}}, {{count}} columns that could be predicted.', {
                  name: step.dataset.name,
                  rows: t('{{count}} rows', { count: step.rows }),
                  count: step.columns.length,
                })}
          </p>
          <Field
            label={t('What should be predicted?')}
            htmlFor="start-target"
            help={t(
              'A number makes it a regression; anything else, and a number of only two values such as 0 and 1, a classification. It can be changed on the canvas.',
            )}
          >
            <Select
              id="start-target"
              value={step.target}
              onValueChange={onTarget}
              options={step.columns.map((column) => ({
                value: column.name,
                label: (
                  <>
                    {column.name}{' '}
                    <span className="text-ink-3">{t(kindWords[classKindOf(column) ?? column.kind])}</span>
                  </>
                ),
              }))}
            />
          </Field>
        </>
      )
  }
}
