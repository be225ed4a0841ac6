'use client'

import { useQuery } from '@tanstack/react-query'
import { Package } from 'lucide-react'
import Link from 'next/link'
import { useMemo, useState } from 'react'
import { isImported } from '../../../nodes/kit/model-card.ts'
import type { ModelVersionView } from '../../../server/views.ts'
import { Badge } from '../../components/badge.tsx'
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
import { PageHeader } from '../../components/page-header.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { useTRPC } from '../../trpc.tsx'
import { useT } from '../../i18n/use-t.ts'
import { ImportModel } from './import-model.tsx'
import { modelFigure, modelRemark } from './model-words.ts'

const COLUMNS = 6

/** Every model version that a run has made, newest first. */
export function ModelsPage() {
  const { t } = useT()
  const trpc = useTRPC()
  const [search, setSearch] = useState('')
  const list = useQuery(trpc.models.list.queryOptions(undefined, { refetchInterval: 15_000 }))
  const shown = useMemo(() => {
    const wanted = search.trim().toLowerCase()
    return list.data?.filter((model) =>
      [model.name, ...model.aliases, ...model.tags].some((text) => text.toLowerCase().includes(wanted)),
    )
  }, [list.data, search])
  return (
    <>
      <PageHeader
        title={t('Models')}
        actions={
          <>
            <SearchField value={search} onValueChange={setSearch} label={t('Find a model')} />
            <ImportModel />
          </>
        }
      />
      <QueryProblem query={list} title={t('The models could not be read.')} />
      <ListTable
        label={t('Models')}
        head={
          <>
            <Th>{t('Model')}</Th>
            <Th wide>{t('Predicts')}</Th>
            <Th wide>{t('Validation')}</Th>
            <Th wide>{t('Made by')}</Th>
            <Th wide>{t('Answers at')}</Th>
            <Th right>{t('Made')}</Th>
          </>
        }
      >
        {shown?.map((model) => {
          return (
            <Row key={model.id}>
              <Td className="w-[34%] max-w-0 max-md:h-12 max-md:w-full">
                <span className="flex flex-col">
                  <span className="flex min-w-0 items-baseline gap-1.5">
                    <Link href={`/models/${model.id}`} className={`truncate ${coverLink}`}>
                      {model.name}
                    </Link>
                    <span className="shrink-0 text-12 text-ink-2">v{model.version}</span>
                    <ModelBadges model={model} />
                  </span>
                  <span className="truncate text-12 text-ink-2 md:hidden">{modelRemark(model)}</span>
                </span>
              </Td>
              <Td wide className="text-ink-2">
                {modelRemark(model)}
              </Td>
              <Td wide className="text-ink-2">
                {modelFigure(model.value.metrics)}
              </Td>
              <Td wide>
                {model.runNumber === 0 ? (
                  <span className="text-ink-2">
                    {isImported(model) ? t('imported') : t('a run that was deleted')}
                  </span>
                ) : (
                  <Link
                    href={`/runs/${model.runId}`}
                    className="relative rounded-sm text-ink-2 hover:text-accent-ink hover:underline"
                  >
                    {t('Run {{number}}', { number: model.runNumber })}
                  </Link>
                )}
              </Td>
              <Td wide>
                <span className="relative flex gap-1">
                  {model.endpoints.map((endpoint) => (
                    <Link key={endpoint} href={`/endpoints/${endpoint}`} className="rounded-sm">
                      <Badge className="hover:text-ink">{endpoint}</Badge>
                    </Link>
                  ))}
                </span>
              </Td>
              <WhenTd at={model.createdAt} />
            </Row>
          )
        })}
        {list.isPending && <WaitingRows columns={COLUMNS} />}
        {list.data?.length === 0 && (
          <OnlyRow columns={COLUMNS}>
            <EmptyState
              icon={<Package aria-hidden />}
              title={t('No models yet')}
              action={
                <Button asChild>
                  <Link href="/">{t('See the templates')}</Link>
                </Button>
              }
            >
              {t('Run a drawing with a Train node: what it learns is kept here, version by version.')}
            </EmptyState>
          </OnlyRow>
        )}
        {shown?.length === 0 && (list.data?.length ?? 0) > 0 && (
          <OnlyRow columns={COLUMNS}>
            <p className="px-4 py-6 text-center text-ink-2">
              {t('No model has “{{search}}” in its name, aliases or tags.', { search: search.trim() })}
            </p>
          </OnlyRow>
        )}
      </ListTable>
    </>
  )
}

/** Aliases and tags beside a name; in a narrow list there is room for aliases only. */
function ModelBadges({ model }: { model: ModelVersionView }) {
  return (
    <>
      {model.aliases.map((alias) => (
        <Badge key={alias} className="bg-accent-soft! text-accent-ink!">
          {alias}
        </Badge>
      ))}
      {model.tags.map((tag) => (
        <Badge key={tag} className="max-md:hidden">
          {tag}
        </Badge>
      ))}
    </>
  )
}
