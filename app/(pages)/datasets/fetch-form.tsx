'use client'

import { useState } from 'react'
import { Button } from '../../components/button.tsx'
import { TextField } from '../../components/text-field.tsx'
import { useT } from '../../i18n/use-t.ts'

/** The address of a file that the server fetches by itself. */
export function FetchForm({ busy, onFetch }: { busy: boolean; onFetch: (url: string) => void }) {
  const { t } = useT()
  const [url, setUrl] = useState('')
  return (
    <form
      className="grid gap-1"
      onSubmit={(event) => {
        event.preventDefault()
        if (url.trim() !== '') onFetch(url)
      }}
    >
      <label htmlFor="fetch-url" className="text-12 font-strong text-ink-2">
        {t('Or from an address of the web')}
      </label>
      <span className="flex gap-2">
        <TextField
          id="fetch-url"
          type="url"
          className="flex-1"
          placeholder="https://…/data.csv"
          value={url}
          disabled={busy}
          onChange={(event) => setUrl(event.target.value)}
        />
        <Button type="submit" busy={busy} disabled={url.trim() === ''}>
          {t('Fetch')}
        </Button>
      </span>
    </form>
  )
}
