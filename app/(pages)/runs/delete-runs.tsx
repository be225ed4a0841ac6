'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Bookmark, BookmarkCheck } from 'lucide-react'
import { useState } from 'react'
import type { RunSummary } from '../../../server/views.ts'
import { DeleteButton } from '../../components/delete-button.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { isLive } from '../../components/states.ts'
import { toast } from '../../components/toast-store.ts'
import { useT } from '../../i18n/use-t.ts'
import { errorMessage, useTRPC, useTRPCClient } from '../../trpc.tsx'

interface DeleteRunsProps {
  runs: readonly Pick<RunSummary, 'id' | 'number' | 'state' | 'kept'>[]
  onDeleted: () => void
}

/** Deletes runs after a question. One that is under way can't be deleted. */
export function DeleteRuns({ runs, onDeleted }: DeleteRunsProps) {
  const { t } = useT()
  const trpc = useTRPC()
  const client = useTRPCClient()
  const queryClient = useQueryClient()
  const [first] = runs
  if (!first) return null
  const live = runs.some(({ state }) => isLive(state))
  const kept = runs.some((run) => run.kept)
  return (
    <DeleteButton
      title={
        runs.length === 1
          ? t('Delete run {{number}}?', { number: first.number })
          : t('Delete {{count}} runs?', { count: runs.length })
      }
      description={
        <>
          {t(
            'Its logs, results and data go. Models and endpoints that came of it stay, and so does what later runs may reuse.',
          )}
          {kept && ` ${t('It is marked to be kept.')}`}
        </>
      }
      refusal={live ? t('A run that is under way can’t be deleted. Cancel it first.') : undefined}
      onDelete={async () => {
        try {
          for (const { id } of runs) await client.runs.remove.mutate({ id })
        } finally {
          void queryClient.invalidateQueries(trpc.runs.list.pathFilter())
        }
        onDeleted()
        toast(t('{{count}} runs were deleted.', { count: runs.length }), { tone: 'done' })
      }}
    />
  )
}

/** Keeps a run, or deletes it. */
export function KeepOrDelete({ run, onDeleted }: { run: RunSummary; onDeleted: () => void }) {
  const [kept, setKept] = useState(run.kept === true)
  return (
    <>
      <KeepRun id={run.id} kept={kept} onKept={setKept} />
      <DeleteRuns runs={[{ ...run, kept }]} onDeleted={onDeleted} />
    </>
  )
}

interface KeepRunProps {
  id: string
  kept: boolean
  onKept: (kept: boolean) => void
}

/** Marks a run as one that is kept although old runs are deleted. */
function KeepRun({ id, kept, onKept }: KeepRunProps) {
  const { t } = useT()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const keep = useMutation(
    trpc.runs.keep.mutationOptions({
      onSuccess: (_, change) => onKept(change.kept),
      onError: (error) => toast(t('It was not changed.'), { tone: 'failed', detail: errorMessage(error) }),
      onSettled: () => queryClient.invalidateQueries(trpc.runs.list.pathFilter()),
    }),
  )
  return (
    <IconButton
      label={
        kept
          ? t('Kept: old runs are deleted, not this one. Press to undo.')
          : t('Keep, although old runs are deleted')
      }
      aria-pressed={kept}
      disabled={keep.isPending}
      onClick={() => keep.mutate({ id, kept: !kept })}
    >
      {kept ? <BookmarkCheck aria-hidden className="text-accent-ink" /> : <Bookmark aria-hidden />}
    </IconButton>
  )
}
