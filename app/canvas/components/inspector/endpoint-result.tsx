'use client'

import { useQuery } from '@tanstack/react-query'
import { Copy } from 'lucide-react'
import Link from 'next/link'
import { Button } from '../../../components/button.tsx'
import { Skeleton } from '../../../components/skeleton.tsx'
import { toast } from '../../../components/toast-store.ts'
import { errorMessage, useTRPC } from '../../../trpc.tsx'
import { useCanvas } from '../../store/context.tsx'
import { useT } from '../../../i18n/use-t.ts'
import { MessageText } from '../message-text.tsx'

/** A line for a shell; single quotes inside the body are closed and opened again. */
export function curlLine(url: string, row: Readonly<Record<string, unknown>>): string {
  const body = JSON.stringify({ rows: [row] }).replaceAll("'", String.raw`'\''`)
  return `curl ${url} -H 'content-type: application/json' -d '${body}'`
}

/** The endpoint that a *Deploy* node made: its address, and a line to ask it. */
export function EndpointResult({ nodeId }: { nodeId: string }) {
  const { t } = useT()
  const trpc = useTRPC()
  const name = useCanvas((state) => {
    const params = state.analysis.propagation.nodes.get(nodeId)?.params
    return typeof params?.name === 'string' ? params.name : ''
  })
  const endpoint = useQuery(trpc.endpoints.get.queryOptions({ name }, { enabled: name !== '' }))
  if (endpoint.isPending) return <Skeleton className="h-32" />
  if (endpoint.isError)
    return (
      <p className="text-failed">
        <MessageText>{errorMessage(endpoint.error)}</MessageText>
      </p>
    )
  const { url, version, exampleRow } = endpoint.data
  const line = curlLine(url, exampleRow)
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(line)
      toast(t('Copied.'))
    } catch {
      toast(t('The browser did not allow copying. Mark the line and press Ctrl C.'), { tone: 'failed' })
    }
  }
  return (
    <section className="form-section" aria-label={t('Endpoint')}>
      <h3 className="form-heading">
        {name} <span className="font-text text-ink-3">{t('version {{version}} answers', { version })}</span>
      </h3>
      <p className="mb-2 font-mono text-12 break-all">{url}</p>
      <pre className="code-block">{line}</pre>
      <div className="mt-2 flex gap-2">
        <Button size="sm" onClick={() => void copy()}>
          <Copy aria-hidden />
          {t('Copy')}
        </Button>
        <Button size="sm" asChild>
          <Link href={`/endpoints/${encodeURIComponent(name)}`}>{t('Try it with a row')}</Link>
        </Button>
      </div>
    </section>
  )
}
