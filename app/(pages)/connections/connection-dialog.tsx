'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ConnectionTest, ConnectionView } from '../../../server/views.ts'
import { Button } from '../../components/button.tsx'
import { Dialog } from '../../components/dialog.tsx'
import { ErrorNotice } from '../../components/notice.tsx'
import { Select } from '../../components/select.tsx'
import { StateIcon } from '../../components/state-icon.tsx'
import { Field, TextField } from '../../components/text-field.tsx'
import { useT } from '../../i18n/use-t.ts'
import { errorMessage, useTRPC } from '../../trpc.tsx'
import {
  addressOf,
  type ConnectionForm,
  emptyForm,
  formOf,
  isComplete,
  partsOfUrl,
} from './connection-form.ts'
import { MessageText } from '../../canvas/components/message-text.tsx'

export interface ConnectionDialogProps {
  /** The connection to change; null for a new one. */
  connection: ConnectionView | null
  onClose: () => void
  onSaved?: (connection: ConnectionView) => void
}

/** How a trial of a connection went. */
export function TestResult({ result }: { result: ConnectionTest }) {
  return (
    <output className={`flex items-start gap-2 ${result.ok ? 'text-ink-2' : 'text-failed'}`}>
      <StateIcon state={result.ok ? 'done' : 'failed'} size={16} decorative className="mt-0.5 shrink-0" />
      <span className="min-w-0 break-words">
        <MessageText>{result.message}</MessageText>
      </span>
    </output>
  )
}

/** Makes a connection or changes one, and tries it before it is saved. */
export function ConnectionDialog({ connection, onClose, onSaved }: ConnectionDialogProps) {
  const { t } = useT()
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [form, setForm] = useState<ConnectionForm>(() => (connection ? formOf(connection) : emptyForm))
  const tryOut = useMutation(trpc.connections.tryOut.mutationOptions())
  const done = {
    onSuccess: async (saved: ConnectionView) => {
      await queryClient.invalidateQueries(trpc.connections.pathFilter())
      onSaved?.(saved)
      onClose()
    },
  }
  const create = useMutation(trpc.connections.create.mutationOptions(done))
  const update = useMutation(trpc.connections.update.mutationOptions(done))
  const save = connection ? update : create
  const set = (change: Partial<ConnectionForm>): void => {
    setForm((before) => ({ ...before, ...change }))
    tryOut.reset()
    save.reset()
  }
  const secret = form.password === undefined ? {} : { password: form.password }
  const text = (name: 'name' | 'database' | 'user' | 'port') => ({
    id: `connection-${name}`,
    value: form[name],
    onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value }),
  })
  const complete = isComplete(form)
  const problem = tryOut.error ?? save.error

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="md"
      title={connection ? t('Edit the connection') : t('New connection')}
      description={t('A Postgres database to read from. A user who may only read is best.')}
    >
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          event.stopPropagation()
          const values = { name: form.name.trim(), address: addressOf(form), ...secret }
          if (connection) update.mutate({ id: connection.id, ...values })
          else create.mutate(values)
        }}
      >
        <Field label={t('Name')} htmlFor="connection-name">
          <TextField {...text('name')} maxLength={120} placeholder={t('Shop, read only')} />
        </Field>
        <div className="grid grid-cols-[minmax(0,1fr)_88px] gap-3">
          <Field label={t('Host')} htmlFor="connection-host">
            <TextField
              id="connection-host"
              value={form.host}
              placeholder="db.example.org"
              onChange={({ target: { value } }) => set(partsOfUrl(value) ?? { host: value })}
            />
          </Field>
          <Field label={t('Port')} htmlFor="connection-port">
            <TextField {...text('port')} inputMode="numeric" />
          </Field>
        </div>
        <p className="-mt-2 text-12 text-ink-3">
          {t('An address such as postgres://user:password@host/database can be pasted here.')}
        </p>
        <div className="grid grid-cols-2 gap-3">
          <Field label={t('Database')} htmlFor="connection-database">
            <TextField {...text('database')} />
          </Field>
          <Field label={t('TLS')} htmlFor="connection-tls">
            <Select
              id="connection-tls"
              className="w-full"
              value={form.tls}
              options={[
                { value: 'off', label: t('Off') },
                { value: 'require', label: t('Encrypted, not checked') },
                { value: 'verify', label: t('Encrypted and checked') },
              ]}
              onValueChange={(tls) => set({ tls })}
            />
          </Field>
        </div>
        <div className="grid grid-cols-2 gap-3">
          <Field label={t('User')} htmlFor="connection-user">
            <TextField {...text('user')} />
          </Field>
          <Field label={t('Password')} htmlFor="connection-password">
            <TextField
              id="connection-password"
              type="password"
              autoComplete="new-password"
              value={form.password ?? ''}
              placeholder={connection ? t('unchanged') : ''}
              onChange={({ target: { value } }) =>
                set({ password: connection && value === '' ? undefined : value })
              }
            />
          </Field>
        </div>
        {problem && <ErrorNotice title={errorMessage(problem)} />}
        {tryOut.data && !problem && <TestResult result={tryOut.data} />}
        <div className="flex flex-wrap justify-end gap-2 pt-1">
          <Button
            className="mr-auto"
            busy={tryOut.isPending}
            disabled={!complete}
            onClick={() =>
              tryOut.mutate({
                address: addressOf(form),
                ...secret,
                ...(connection ? { id: connection.id } : {}),
              })
            }
          >
            {t('Test')}
          </Button>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button
            type="submit"
            variant="primary"
            busy={save.isPending}
            disabled={!complete || form.name.trim() === ''}
          >
            {t('Save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
