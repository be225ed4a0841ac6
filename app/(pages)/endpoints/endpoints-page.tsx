'use client'

import { useQuery } from '@tanstack/react-query'
import { Rocket } from 'lucide-react'
import Link from 'next/link'
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
import { StateIcon } from '../../components/state-icon.tsx'
import { useTRPC } from '../../trpc.tsx'
import { modelRemark } from '../models/model-words.ts'
import { useT } from '../../i18n/use-t.ts'

const COLUMNS = 5

/** Every name that applications may call. */
export function EndpointsPage() {
  const { t } = useT()
  const trpc = useTRPC()
  const list = useQuery(trpc.endpoints.list.queryOptions(undefined, { refetchInterval: 15_000 }))
  return (
    <>
      <PageHeader title={t('Endpoints')} />
      <QueryProblem query={list} title={t('The endpoints could not be read.')} />
      <ListTable
        label={t('Endpoints')}
        head={
          <>
            <Th>{t('Name')}</Th>
            <Th>{t('State')}</Th>
            <Th wide>{t('Predicts')}</Th>
            <Th wide>{t('Model')}</Th>
            <Th right>{t('Changed')}</Th>
          </>
        }
      >
        {list.data?.map((endpoint) => (
          <Row key={endpoint.name}>
            <Td className="w-[30%] max-w-0 max-md:w-full">
              <span className="flex items-baseline gap-1.5">
                <Link href={`/endpoints/${endpoint.name}`} className={`truncate ${coverLink}`}>
                  {endpoint.name}
                </Link>
                <span className="shrink-0 text-12 text-ink-2">v{endpoint.version}</span>
              </span>
            </Td>
            <Td>
              <span className={`flex items-center gap-1.5 ${endpoint.enabled ? 'text-done' : 'text-ink-2'}`}>
                <StateIcon state={endpoint.enabled ? 'done' : 'idle'} decorative />
                {endpoint.enabled ? t('Answers') : t('Off')}
              </span>
            </Td>
            <Td wide className="text-ink-2">
              {modelRemark(endpoint.model)}
            </Td>
            <Td wide className="w-[34%] max-w-0 truncate">
              <Link
                href={`/models/${endpoint.model.id}`}
                className="relative rounded-sm text-ink-2 hover:text-accent-ink hover:underline"
              >
                {endpoint.model.name} v{endpoint.model.version}
              </Link>
            </Td>
            <WhenTd at={endpoint.updatedAt} />
          </Row>
        ))}
        {list.isPending && <WaitingRows columns={COLUMNS} rows={3} />}
        {list.data?.length === 0 && (
          <OnlyRow columns={COLUMNS}>
            <EmptyState
              icon={<Rocket aria-hidden />}
              title={t('Nothing is deployed yet')}
              action={
                <Button asChild>
                  <Link href="/models">{t('See the models')}</Link>
                </Button>
              }
            >
              {t(
                'Run a drawing with a Deploy node, or press Deploy on a run or a model. The endpoint takes raw rows and gives decoded answers.',
              )}
            </EmptyState>
          </OnlyRow>
        )}
      </ListTable>
    </>
  )
}
