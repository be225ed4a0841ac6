'use client'

import { useQuery } from '@tanstack/react-query'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import type { ReactNode } from 'react'
import { buttonClass } from '../../components/button.tsx'
import { Logo } from '../../components/logo.tsx'
import { EmptyState } from '../../components/notice.tsx'
import { Spinner } from '../../components/spinner.tsx'
import { errorCode, errorMessage, useTRPC } from '../../trpc.tsx'
import { useT } from '../../i18n/use-t.ts'
import { CanvasEditor } from './canvas-editor.tsx'
import type { PastView } from './versions/past-href.ts'
import { usePast } from './versions/use-past.ts'
import { MessageText } from './message-text.tsx'

const Viewer = dynamic(() => import('./versions/viewer.tsx').then((module) => module.Viewer), {
  loading: () => (
    <Frame>
      <Loading />
    </Frame>
  ),
})

/** A pipeline to edit, or as it was: at a version, at a run, held against another version. */
export function CanvasPage({ id, past }: { id: string; past: PastView | null }) {
  return past ? <PastPage id={id} past={past} /> : <NewestPage id={id} />
}

function PastPage({ id, past }: { id: string; past: PastView }) {
  const { t } = useT()
  const { shown, error } = usePast(id, past)
  if (shown)
    return (
      <Viewer key={`${shown.drawing.version} ${shown.against?.version} ${shown.run?.id}`} shown={shown} />
    )
  return (
    <Frame>
      {error ? (
        <EmptyState
          title={t('This version could not be loaded')}
          action={
            <Link href={`/pipelines/${id}`} className={buttonClass('primary')}>
              {t('Back to the newest')}
            </Link>
          }
        >
          <MessageText>{errorMessage(error)}</MessageText>
        </EmptyState>
      ) : (
        <Loading />
      )}
    </Frame>
  )
}

/** Fetches a pipeline once and opens the editor on it; from then on the editor knows what is saved. */
function NewestPage({ id }: { id: string }) {
  const { t } = useT()
  const trpc = useTRPC()
  const pipeline = useQuery(
    trpc.pipelines.get.queryOptions(
      { id },
      {
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 0,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
      },
    ),
  )
  const gone = errorCode(pipeline.error) === 'NOT_FOUND'
  if (pipeline.data) return <CanvasEditor key={id} pipeline={pipeline.data} />
  return (
    <Frame>
      {pipeline.isError ? (
        <EmptyState
          title={gone ? t('There is no such pipeline') : t('The pipeline could not be loaded')}
          action={
            <>
              <button type="button" className={buttonClass()} onClick={() => void pipeline.refetch()}>
                {t('Try again')}
              </button>
              <Link href="/pipelines" className={buttonClass('primary')}>
                {t('All pipelines')}
              </Link>
            </>
          }
        >
          {gone ? t('It may have been deleted.') : <MessageText>{errorMessage(pipeline.error)}</MessageText>}
        </EmptyState>
      ) : (
        <Loading />
      )}
    </Frame>
  )
}

function Loading() {
  const { t } = useT()
  return (
    <output className="flex items-center gap-2 text-ink-2">
      <Spinner /> {t('Loading the pipeline…')}
    </output>
  )
}

function Frame({ children }: { children: ReactNode }) {
  const { t } = useT()
  return (
    <div className="canvas-page" data-inspector="false" data-drawer="false">
      <header className="topbar">
        <Link href="/" aria-label={t('Home')} className="rounded-md">
          <Logo />
        </Link>
      </header>
      <main className="canvas-main dotted grid place-items-center">{children}</main>
    </div>
  )
}
