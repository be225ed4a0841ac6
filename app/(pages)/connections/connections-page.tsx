'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Ellipsis, PencilLine, PlugZap, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { ConnectionView } from '../../../server/views.ts'
import { Button } from '../../components/button.tsx'
import { ConfirmDialog } from '../../components/dialog.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { coverLink, ListTable, OnlyRow, Row, Td, Th, WaitingRows } from '../../components/list-table.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../components/menu.tsx'
import { EmptyState } from '../../components/notice.tsx'
import { QueryProblem } from '../../components/query-problem.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { Spinner } from '../../components/spinner.tsx'
import { StateIcon } from '../../components/state-icon.tsx'
import { toast } from '../../components/toast-store.ts'
import { formatMoment, formatWhenShort } from '../../components/when.ts'
import { useT } from '../../i18n/use-t.ts'
import { errorMessage, useTRPC } from '../../trpc.tsx'
import { ConnectionDialog } from './connection-dialog.tsx'
import { plainMessage } from '../../canvas/components/message-text.tsx'

const COLUMNS = 5

const placeOf = ({ address }: ConnectionView): string =>
  `${address.user}@${address.host}:${address.port}/${address.database}`

/** Databases that drawings read from. */
export function ConnectionsPage() {
  const { t } = useT()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [edited, setEdited] = useState<ConnectionView | 'new'>()
  const [removed, setRemoved] = useState<ConnectionView>()
  const list = useQuery(trpc.connections.list.queryOptions())
  const refresh = () => queryClient.invalidateQueries(trpc.connections.list.queryFilter())
  const test = useMutation(
    trpc.connections.test.mutationOptions({
      onSuccess: ({ ok, message: text }) => toast(text, { tone: ok ? 'done' : 'failed' }),
      onError: (error) => toast(errorMessage(error), { tone: 'failed' }),
      onSettled: refresh,
    }),
  )
  const remove = useMutation(
    trpc.connections.remove.mutationOptions({
      onError: (error) => toast(errorMessage(error), { tone: 'failed' }),
      onSettled: () => {
        setRemoved(undefined)
        return refresh()
      },
    }),
  )

  return (
    <>
      <PageHeader
        title={t('Connections')}
        actions={
          <Button variant="primary" onClick={() => setEdited('new')}>
            <Plus aria-hidden />
            {t('New connection')}
          </Button>
        }
      />
      <QueryProblem query={list} title={t('The connections could not be read.')} />
      <ListTable
        label={t('Connections')}
        head={
          <>
            <Th>{t('Name')}</Th>
            <Th wide>{t('Database')}</Th>
            <Th wide>{t('Used by')}</Th>
            <Th>{t('Last test')}</Th>
            <Th />
          </>
        }
      >
        {list.data?.map((connection) => (
          <ConnectionRow
            key={connection.id}
            connection={connection}
            testing={test.isPending && test.variables.id === connection.id}
            onEdit={() => setEdited(connection)}
            onTest={() => test.mutate({ id: connection.id })}
            onRemove={() => setRemoved(connection)}
          />
        ))}
        {list.isPending && <WaitingRows columns={COLUMNS} rows={2} />}
        {list.data?.length === 0 && (
          <OnlyRow columns={COLUMNS}>
            <EmptyState
              icon={<PlugZap aria-hidden />}
              title={t('No connections yet')}
              action={<Button onClick={() => setEdited('new')}>{t('New connection')}</Button>}
            >
              {t(
                'A connection names a Postgres database and keeps its password encrypted. The node Postgres query reads through it.',
              )}
            </EmptyState>
          </OnlyRow>
        )}
      </ListTable>
      {edited && (
        <ConnectionDialog
          connection={edited === 'new' ? null : edited}
          onClose={() => setEdited(undefined)}
        />
      )}
      <ConfirmDialog
        open={removed !== undefined}
        onOpenChange={(open) => !open && setRemoved(undefined)}
        title={t('Delete “{{name}}”?', { name: removed?.name ?? '' })}
        description={t('Its address and its password are forgotten. The database itself is not touched.')}
        action={t('Delete')}
        busy={remove.isPending}
        onConfirm={() => removed && remove.mutate({ id: removed.id })}
      />
    </>
  )
}

interface RowProps {
  connection: ConnectionView
  testing: boolean
  onEdit: () => void
  onTest: () => void
  onRemove: () => void
}

function ConnectionRow({ connection, testing, onEdit, onTest, onRemove }: RowProps) {
  const { t } = useT()
  const { name, usedBy } = connection
  const users = usedBy.map((pipeline) => pipeline.name).join(', ')
  return (
    <Row>
      <Td className="w-[28%] max-w-0 max-md:w-full">
        <button type="button" onClick={onEdit} className={`block w-full truncate text-left ${coverLink}`}>
          {name}
        </button>
      </Td>
      <Td wide className="w-[36%] max-w-0 truncate font-mono text-12 text-ink-2" title={placeOf(connection)}>
        {placeOf(connection)}
      </Td>
      <Td wide className="w-[20%] max-w-0 truncate text-ink-2" title={users}>
        {users === '' ? '–' : users}
      </Td>
      <Td className="text-ink-2">
        <LastTest connection={connection} testing={testing} />
      </Td>
      <Td right className="relative w-10 pl-0">
        <Menu
          trigger={
            <IconButton label={t('More for {{name}}', { name })} tooltip={false} size="sm">
              <Ellipsis aria-hidden />
            </IconButton>
          }
        >
          <MenuItem icon={<PlugZap aria-hidden />} onSelect={onTest}>
            {t('Test')}
          </MenuItem>
          <MenuItem icon={<PencilLine aria-hidden />} onSelect={onEdit}>
            {t('Edit')}
          </MenuItem>
          <MenuSeparator />
          <MenuItem danger icon={<Trash2 aria-hidden />} onSelect={onRemove}>
            {t('Delete')}
          </MenuItem>
        </Menu>
      </Td>
    </Row>
  )
}

function LastTest({ connection, testing }: Pick<RowProps, 'connection' | 'testing'>) {
  const { t } = useT()
  const { testedAt, testResult } = connection
  if (testing) return <Spinner />
  if (testedAt === null || testResult === null) return <span className="text-ink-3">{t('not tested')}</span>
  return (
    <span
      className="relative flex items-center gap-1.5"
      title={`${plainMessage(testResult.message)} ${formatMoment(testedAt)}`}
    >
      <StateIcon state={testResult.ok ? 'done' : 'failed'} size={16} />
      <time dateTime={testedAt}>{formatWhenShort(testedAt)}</time>
    </span>
  )
}
