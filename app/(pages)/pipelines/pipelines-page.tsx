'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Plus, Workflow } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useMemo, useState } from 'react'
import type { PipelineSummary } from '../../../server/views.ts'
import { Button } from '../../components/button.tsx'
import { ListTable, OnlyRow, Th, WaitingRows } from '../../components/list-table.tsx'
import { EmptyState } from '../../components/notice.tsx'
import { QueryProblem } from '../../components/query-problem.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { isLive } from '../../components/states.ts'
import { toast } from '../../components/toast-store.ts'
import { useNow } from '../../components/use-now.ts'
import { errorMessage, useTRPC } from '../../trpc.tsx'
import { useT } from '../../i18n/use-t.ts'
import { PipelineRow } from './pipeline-row.tsx'
import { RenameDialog } from './rename-dialog.tsx'

const COLUMNS = 6

const isBusy = (pipeline: PipelineSummary): boolean =>
  pipeline.lastRun !== null && isLive(pipeline.lastRun.state)

/** Every pipeline, last changed first. */
export function PipelinesPage() {
  const { t } = useT()
  const trpc = useTRPC()
  const router = useRouter()
  const queryClient = useQueryClient()
  const [search, setSearch] = useState('')
  const [renaming, setRenaming] = useState<PipelineSummary | null>(null)
  const list = useQuery(
    trpc.pipelines.list.queryOptions(undefined, {
      refetchInterval: ({ state }) => (state.data?.some(isBusy) ? 2_000 : 15_000),
    }),
  )
  const now = useNow(list.data?.some(isBusy) ?? false)

  const refresh = () => queryClient.invalidateQueries(trpc.pipelines.list.queryFilter())
  const failed = (title: string) => (error: Parameters<typeof errorMessage>[0]) =>
    toast(title, { tone: 'failed', detail: errorMessage(error) })

  const create = useMutation(
    trpc.pipelines.create.mutationOptions({
      onSuccess: ({ id }) => router.push(`/pipelines/${id}`),
      onError: failed(t('The pipeline was not made.')),
    }),
  )
  const duplicate = useMutation(
    trpc.pipelines.duplicate.mutationOptions({
      onSettled: refresh,
      onError: failed(t('It was not duplicated.')),
    }),
  )
  const unremove = useMutation(
    trpc.pipelines.unremove.mutationOptions({
      onSettled: refresh,
      onError: failed(t('It was not brought back.')),
    }),
  )
  const remove = useMutation(
    trpc.pipelines.remove.mutationOptions({ onSettled: refresh, onError: failed(t('It was not deleted.')) }),
  )

  const onRemove = (pipeline: PipelineSummary) => {
    remove.mutate(
      { id: pipeline.id },
      {
        onSuccess: () =>
          toast(t('{{name}} was deleted.', { name: pipeline.name }), {
            detail: t('Its runs, models and endpoints stay; its schedules stop.'),
            action: { label: t('Undo'), onSelect: () => unremove.mutate({ id: pipeline.id }) },
          }),
      },
    )
  }

  const shown = useMemo(() => {
    const wanted = search.trim().toLowerCase()
    return list.data?.filter((pipeline) => pipeline.name.toLowerCase().includes(wanted))
  }, [list.data, search])

  return (
    <>
      <PageHeader
        title={t('Pipelines')}
        actions={
          <>
            <SearchField value={search} onValueChange={setSearch} label={t('Find a pipeline')} />
            <Button
              variant="primary"
              busy={create.isPending || create.isSuccess}
              onClick={() => create.mutate({ name: t('Untitled') })}
            >
              <Plus aria-hidden />
              {t('New')}
            </Button>
          </>
        }
      />
      <QueryProblem query={list} title={t('The pipelines could not be read.')} />
      <ListTable
        label={t('Pipelines')}
        head={
          <>
            <Th>{t('Name')}</Th>
            <Th wide>{t('Last run')}</Th>
            <Th wide>{t('Result')}</Th>
            <Th wide right>
              {t('Nodes')}
            </Th>
            <Th right>{t('Changed')}</Th>
            <Th>
              <span className="sr-only">{t('Actions')}</span>
            </Th>
          </>
        }
      >
        {shown?.map((pipeline) => (
          <PipelineRow
            key={pipeline.id}
            pipeline={pipeline}
            now={now}
            onRename={() => setRenaming(pipeline)}
            onDuplicate={() => duplicate.mutate({ id: pipeline.id })}
            onRemove={() => onRemove(pipeline)}
          />
        ))}
        {list.isPending && <WaitingRows columns={COLUMNS} />}
        {list.data?.length === 0 && (
          <OnlyRow columns={COLUMNS}>
            <EmptyState
              icon={<Workflow aria-hidden />}
              title={t('No pipelines yet')}
              action={
                <Button asChild>
                  <Link href="/">{t('See the templates')}</Link>
                </Button>
              }
            >
              {t('Begin with a template: it comes with data and runs as it is.')}
            </EmptyState>
          </OnlyRow>
        )}
        {shown?.length === 0 && (list.data?.length ?? 0) > 0 && (
          <OnlyRow columns={COLUMNS}>
            <p className="px-4 py-6 text-center text-ink-2">
              {t('No pipeline has “{{search}}” in its name.', { search: search.trim() })}
            </p>
          </OnlyRow>
        )}
      </ListTable>
      <RenameDialog pipeline={renaming} onClose={() => setRenaming(null)} />
    </>
  )
}
