'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useT } from '../i18n/use-t.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { lock } from './lock.ts'
import { Field, TextField } from './text-field.tsx'
import { keepToken } from './token-cookie.ts'

/** Asks for the token of a Millrace that has one, and keeps it in a cookie that only this site sends. */
export function TokenGate() {
  const { t } = useT()
  const queryClient = useQueryClient()
  const [token, setToken] = useState('')
  const [state, setState] = useState<'ask' | 'busy' | 'wrong'>('ask')

  const unlock = async () => {
    setState('busy')
    keepToken(token.trim())
    const answer = await fetch('/api/v1/system').catch(() => null)
    if (!answer?.ok) {
      setState('wrong')
      return
    }
    lock.set(false)
    setState('ask')
    setToken('')
    await queryClient.resetQueries()
  }

  return (
    <Dialog
      open
      onOpenChange={() => {}}
      closable={false}
      title={t('This Millrace asks for its token')}
      description={t('Whoever started it has set MILLRACE_TOKEN. It is kept in this browser for a month.')}
    >
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void unlock()
        }}
      >
        <Field
          label={t('Token')}
          htmlFor="millrace-token"
          error={state === 'wrong' ? t('That is not the token, or Millrace does not answer.') : undefined}
        >
          <TextField
            id="millrace-token"
            type="password"
            autoComplete="current-password"
            value={token}
            invalid={state === 'wrong'}
            onChange={(event) => setToken(event.target.value)}
          />
        </Field>
        <div className="flex justify-end">
          <Button type="submit" variant="primary" busy={state === 'busy'} disabled={token.trim() === ''}>
            {t('Unlock')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
