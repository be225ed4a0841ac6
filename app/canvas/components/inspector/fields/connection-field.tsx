'use client'

import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { ConnectionDialog } from '../../../../(pages)/connections/connection-dialog.tsx'
import { Button } from '../../../../components/button.tsx'
import { Select } from '../../../../components/select.tsx'
import { useT } from '../../../../i18n/use-t.ts'
import { errorMessage, useTRPC } from '../../../../trpc.tsx'
import type { FieldProps } from './field-props.ts'
import { MessageText } from '../../message-text.tsx'

/** Which saved connection; or a new one. */
export function ConnectionField({ value, id, describedBy, problems, onChange }: FieldProps) {
  const { t } = useT()
  const trpc = useTRPC()
  const [adding, setAdding] = useState(false)
  const connections = useQuery(trpc.connections.list.queryOptions())
  const chosen = typeof value === 'string' ? value : ''
  const options = (connections.data ?? []).map(({ id: key, name, address }) => ({
    value: key,
    label: (
      <span className="flex min-w-0 items-baseline gap-1.5">
        <span className="truncate">{name}</span>
        <span className="truncate text-12 text-ink-3">{address.database}</span>
      </span>
    ),
  }))
  const isGone = chosen !== '' && connections.data?.every((connection) => connection.id !== chosen) === true
  return (
    <div className="grid gap-1.5">
      {options.length > 0 && (
        <Select
          id={id}
          className="w-full"
          placeholder={t('Choose a connection')}
          value={chosen}
          options={options}
          invalid={isGone || problems.some((problem) => problem.severity === 'error')}
          onValueChange={onChange}
          {...(describedBy === undefined ? {} : { 'aria-describedby': describedBy })}
        />
      )}
      {isGone && (
        <p className="text-12 text-failed">
          {t('The connection that was chosen here is gone. Choose another.')}
        </p>
      )}
      {connections.isError && (
        <p className="text-12 text-failed">
          <MessageText>{errorMessage(connections.error)}</MessageText>
        </p>
      )}
      <Button
        size="sm"
        className="justify-self-start"
        {...(options.length > 0 ? {} : { id })}
        onClick={() => setAdding(true)}
      >
        <Plus aria-hidden />
        {t('New connection…')}
      </Button>
      {adding && (
        <ConnectionDialog
          connection={null}
          onClose={() => setAdding(false)}
          onSaved={(connection) => onChange(connection.id)}
        />
      )}
    </div>
  )
}
