'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { Fragment } from 'react'
import { requestChanges } from '../../../../nodes/kit/request-changes.ts'
import type { EndpointView } from '../../../../server/views.ts'
import { StateBadge } from '../../../components/badge.tsx'
import { Button } from '../../../components/button.tsx'
import { RequestChanges } from '../../../components/deploy/request-changes.tsx'
import { ListTable, Row, Td, Th, WhenTd } from '../../../components/list-table.tsx'
import { SectionTitle } from '../../../components/page-header.tsx'
import { toast } from '../../../components/toast-store.ts'
import { errorMessage, useTRPC } from '../../../trpc.tsx'
import { modelFigure } from '../../models/model-words.ts'
import { useT } from '../../../i18n/use-t.ts'

const COLUMNS = 5

/** What has been deployed under the name, newest first, and the way back to any of it. */
export function VersionList({ endpoint }: { endpoint: EndpointView }) {
  const { t } = useT()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { data: models = [] } = useQuery(trpc.models.list.queryOptions())
  const modelOf = (version: EndpointView['versions'][number] | undefined) =>
    models.find(({ id }) => id === version?.modelVersionId)
  const setVersion = useMutation(
    trpc.endpoints.setVersion.mutationOptions({
      onSettled: () => queryClient.invalidateQueries(trpc.endpoints.pathFilter()),
      onError: (error) =>
        toast(t('The version was not changed.'), { tone: 'failed', detail: errorMessage(error) }),
    }),
  )
  const change = (version: number) => {
    const before = endpoint.version
    const model = modelOf(endpoint.versions.find((one) => one.version === version))
    const changes = model ? requestChanges(endpoint.model.value.schema, model.value.schema) : []
    setVersion.mutate(
      { name: endpoint.name, version },
      {
        onSuccess: () =>
          toast(t('Version {{version}} answers now.', { version }), {
            tone: 'done',
            ...(changes.length > 0 && { detail: changes.join(' ') }),
            action: {
              label: t('Undo'),
              onSelect: () => setVersion.mutate({ name: endpoint.name, version: before }),
            },
          }),
      },
    )
  }
  return (
    <section aria-label={t('Versions')}>
      <SectionTitle note={t('a change takes effect at once')}>{t('Versions')}</SectionTitle>
      <ListTable
        label={t('Versions')}
        head={
          <>
            <Th>{t('Version')}</Th>
            <Th>{t('Model')}</Th>
            <Th wide>{t('Validation')}</Th>
            <Th right>{t('Deployed at')}</Th>
            <Th>
              <span className="sr-only">{t('Actions')}</span>
            </Th>
          </>
        }
      >
        {endpoint.versions.map((one, at) => {
          const model = modelOf(one)
          const before = modelOf(endpoint.versions[at + 1])
          const changes = model && before ? requestChanges(before.value.schema, model.value.schema) : []
          const answers = one.version === endpoint.version
          return (
            <Fragment key={one.version}>
              <Row>
                <Td>
                  <span className="font-strong">v{one.version}</span>
                </Td>
                <Td className="w-full max-w-0 truncate">
                  <Link
                    href={`/models/${one.modelVersionId}`}
                    className="text-ink-2 hover:text-accent-ink hover:underline"
                  >
                    {model ? `${model.name} v${model.version}` : t('Model')}
                  </Link>
                </Td>
                <Td wide className="text-ink-2">
                  {model && modelFigure(model.value.metrics)}
                </Td>
                <WhenTd at={one.createdAt} />
                <Td right className="md:min-w-32">
                  {answers ? (
                    <StateBadge state={endpoint.enabled ? 'done' : 'idle'}>
                      {endpoint.enabled ? t('Answers') : t('Chosen')}
                    </StateBadge>
                  ) : (
                    <Button
                      size="sm"
                      busy={setVersion.isPending && setVersion.variables.version === one.version}
                      onClick={() => change(one.version)}
                    >
                      {one.version < endpoint.version ? t('Go back to it') : t('Use it')}
                    </Button>
                  )}
                </Td>
              </Row>
              {changes.length > 0 && (
                <tr>
                  <td colSpan={COLUMNS} className="px-4 pb-2">
                    <RequestChanges
                      title={t('Other than version {{version}}:', {
                        version: endpoint.versions[at + 1]?.version ?? 0,
                      })}
                      changes={changes}
                    />
                  </td>
                </tr>
              )}
            </Fragment>
          )
        })}
      </ListTable>
    </section>
  )
}
