'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useState } from 'react'
import type { OverlapPolicy } from '../../../drizzle/schema/schedules.ts'
import { definitions } from '../../../nodes/definitions.ts'
import { describeInputs } from '../../../nodes/graph/pipeline-inputs.ts'
import { timePlaceholders } from '../../../nodes/schedules/scheduled-time.ts'
import type { ScheduleView } from '../../../server/views.ts'
import { useT } from '../../i18n/use-t.ts'
import { errorMessage, useTRPC } from '../../trpc.tsx'
import { FormDialog } from '../dialog.tsx'
import { InputValuesForm } from '../input-values.tsx'
import { ErrorNotice } from '../notice.tsx'
import { givenValues } from '../remembered-inputs.ts'
import { Select } from '../select.tsx'
import { Field, TextField } from '../text-field.tsx'
import { toast } from '../toast-store.ts'
import { formatWhen } from '../when.ts'
import { MoreFields, moreDraftOf, readMore } from './more-fields.tsx'
import { overlapTitles } from './schedule-words.ts'
import { draftOf, readDraft } from './timing-draft.ts'
import { TimingFields } from './timing-fields.tsx'

export interface ScheduleDialogProps {
  /** What a new schedule is for; of one that there is, its own. */
  pipeline: { id: string; name: string }
  /** The schedule to change; a new one is made without. */
  schedule?: ScheduleView | undefined
  onClose: () => void
}

const policies: readonly OverlapPolicy[] = ['skip', 'bufferOne', 'bufferAll', 'cancelOther', 'allowAll']
const NEWEST = ''

/** Makes a schedule for a pipeline, or changes one. */
export function ScheduleDialog({ pipeline, schedule, onClose }: ScheduleDialogProps) {
  const { t } = useT()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [name, setName] = useState(schedule?.name ?? pipeline.name)
  const [draft, setDraft] = useState(() => draftOf(schedule?.timing))
  const [more, setMore] = useState(() => moreDraftOf(schedule))
  const [overlap, setOverlap] = useState<OverlapPolicy>(schedule?.overlap ?? 'skip')
  const [version, setVersion] = useState(schedule?.pipelineVersion?.toString() ?? NEWEST)
  const [values, setValues] = useState<ScheduleView['inputs']>(schedule?.inputs ?? {})

  const pinned = version === NEWEST ? {} : { version: Number(version) }
  const { data: drawing } = useQuery(trpc.pipelines.get.queryOptions({ id: pipeline.id, ...pinned }))
  const { data: versions = [] } = useQuery(trpc.pipelines.versions.queryOptions({ id: pipeline.id }))
  const { data: others = [] } = useQuery(trpc.schedules.list.queryOptions({ pipelineId: pipeline.id }))
  const inputs = drawing ? describeInputs(drawing.document, definitions) : []

  const saved = (title: string) => ({
    onSuccess: async () => {
      await queryClient.invalidateQueries(trpc.schedules.pathFilter())
      onClose()
      toast(title, { tone: 'done' })
    },
  })
  const create = useMutation(
    trpc.schedules.create.mutationOptions(saved(t('{{name}} is on schedule.', { name: pipeline.name }))),
  )
  const update = useMutation(trpc.schedules.update.mutationOptions(saved(t('The schedule was changed.'))))
  const error = create.error ?? update.error

  const reading = readDraft(draft)
  const rest = readMore(more)
  const ready =
    'timing' in reading && name.trim() !== '' && drawing !== undefined && !Number.isNaN(rest.jitterSeconds)
  const bounds = {
    startsAt: rest.startsAt === null ? null : new Date(rest.startsAt),
    endsAt: rest.endsAt === null ? null : new Date(rest.endsAt),
  }
  const submit = () => {
    if (!ready) return
    const wanted = {
      name: name.trim(),
      timing: reading.timing,
      overlap,
      pipelineVersion: version === NEWEST ? null : Number(version),
      inputs: givenValues(inputs, values),
      ...rest,
    }
    if (schedule) update.mutate({ id: schedule.id, ...wanted })
    else create.mutate({ pipelineId: pipeline.id, ...wanted })
  }

  return (
    <FormDialog
      size="md"
      title={schedule ? t('Change the schedule') : t('Run on a schedule')}
      description={schedule ? undefined : t('{{name}} will run by itself.', { name: pipeline.name })}
      action={schedule ? t('Save') : t('Schedule')}
      busy={create.isPending || update.isPending}
      disabled={!ready}
      onClose={onClose}
      onSubmit={submit}
    >
      {error && <ErrorNotice title={errorMessage(error)} />}
      {!schedule && others.length > 0 && (
        <p className="rounded-md bg-surface-3 px-2.5 py-1.5 text-ink-2">
          {t('It has a schedule already: {{names}}.', {
            names: others
              .map((other) => (other.paused ? t('{{name}} (paused)', { name: other.name }) : other.name))
              .join(', '),
          })}{' '}
          <Link href="/schedules" className="font-strong text-accent-ink hover:underline">
            {t('See the schedules')}
          </Link>
        </p>
      )}
      <Field label={t('Name')} htmlFor="schedule-name">
        <TextField
          id="schedule-name"
          value={name}
          maxLength={120}
          onChange={(event) => setName(event.target.value)}
          onFocus={(event) => event.target.select()}
        />
      </Field>
      <TimingFields
        draft={draft}
        onChange={setDraft}
        bounds={bounds}
        jitterSeconds={Number.isNaN(rest.jitterSeconds) ? 0 : rest.jitterSeconds}
      />
      <div className="grid grid-cols-2 items-start gap-3 max-sm:grid-cols-1">
        <Field label={t('If the run before has not ended')} htmlFor="schedule-overlap">
          <Select
            id="schedule-overlap"
            value={overlap}
            onValueChange={setOverlap}
            options={policies.map((policy) => ({ value: policy, label: t(overlapTitles[policy]) }))}
          />
        </Field>
        <Field label={t('Version of the drawing')} htmlFor="schedule-version">
          <Select
            id="schedule-version"
            value={version}
            onValueChange={setVersion}
            options={[
              { value: NEWEST, label: t('The newest at the time') },
              ...versions.map((one) => ({
                value: String(one.version),
                label: `v${one.version}, ${formatWhen(one.createdAt)}`,
              })),
            ]}
          />
        </Field>
      </div>
      {inputs.length > 0 && (
        <InputValuesForm
          inputs={inputs}
          values={values}
          onChange={(input, value) => setValues((before) => ({ ...before, [input]: value }))}
        />
      )}
      {inputs.some(({ type }) => type === 'text') && (
        <p className="-mt-2 text-12 text-ink-3">
          {t('In a text, {{time}} stands for the time that a run is for, and {{date}} for its date.', {
            time: timePlaceholders[0],
            date: timePlaceholders[1],
          })}
        </p>
      )}
      <MoreFields draft={more} onChange={setMore} scheduleId={schedule?.id} timed={draft.kind !== 'data'} />
    </FormDialog>
  )
}
