'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import type { EndpointView } from '../../../../server/views.ts'
import { StateBadge } from '../../../components/badge.tsx'
import { Button } from '../../../components/button.tsx'
import { ListTable, Row, Td, Th } from '../../../components/list-table.tsx'
import { SectionTitle } from '../../../components/page-header.tsx'
import { toast } from '../../../components/toast-store.ts'
import { formatMoment, formatWhenShort } from '../../../components/when.ts'
import { errorMessage, useTRPC } from '../../../trpc.tsx'
import { modelFigure } from '../../models/model-words.ts'

/** What has been deployed under the name, newest first, and the way back to any of it. */
export function VersionList({ endpoint }: { endpoint: EndpointView }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { data: models = [] } = useQuery(trpc.models.list.queryOptions())
  const setVersion = useMutation(
    trpc.endpoints.setVersion.mutationOptions({
      onSettled: () => queryClient.invalidateQueries(trpc.endpoints.pathFilter()),
      onError: (error) =>
        toast('The version was not changed.', { tone: 'failed', detail: errorMessage(error) }),
    }),
  )
  const change = (version: number) => {
    const before = endpoint.version
    setVersion.mutate(
      { name: endpoint.name, version },
      {
        onSuccess: () =>
          toast(`Version ${version} answers now.`, {
            tone: 'done',
            action: {
              label: 'Undo',
              onSelect: () => setVersion.mutate({ name: endpoint.name, version: before }),
            },
          }),
      },
    )
  }
  return (
    <section aria-label="Versions">
      <SectionTitle note="a change takes effect at once">Versions</SectionTitle>
      <ListTable
        label="Versions"
        head={
          <>
            <Th>Version</Th>
            <Th>Model</Th>
            <Th wide>Validation</Th>
            <Th right>Deployed</Th>
            <Th>
              <span className="sr-only">Actions</span>
            </Th>
          </>
        }
      >
        {endpoint.versions.map((one) => {
          const model = models.find((each) => each.id === one.modelVersionId)
          const answers = one.version === endpoint.version
          return (
            <Row key={one.version}>
              <Td>
                <span className="font-strong">v{one.version}</span>
              </Td>
              <Td className="w-full max-w-0 truncate">
                <Link
                  href={`/models/${one.modelVersionId}`}
                  className="text-ink-2 hover:text-accent-ink hover:underline"
                >
                  {model ? `${model.name} v${model.version}` : 'Model'}
                </Link>
              </Td>
              <Td wide className="text-ink-2">
                {model && modelFigure(model.value.metrics)}
              </Td>
              <Td right className="text-ink-2">
                <time dateTime={one.createdAt} title={formatMoment(one.createdAt)}>
                  {formatWhenShort(one.createdAt)}
                </time>
              </Td>
              <Td right className="md:min-w-32">
                {answers ? (
                  <StateBadge state={endpoint.enabled ? 'done' : 'idle'}>
                    {endpoint.enabled ? 'Answers' : 'Chosen'}
                  </StateBadge>
                ) : (
                  <Button
                    size="sm"
                    busy={setVersion.isPending && setVersion.variables.version === one.version}
                    onClick={() => change(one.version)}
                  >
                    {one.version < endpoint.version ? 'Go back to it' : 'Use it'}
                  </Button>
                )}
              </Td>
            </Row>
          )
        })}
      </ListTable>
    </section>
  )
}
