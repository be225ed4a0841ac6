'use client'

import { Workflow } from 'lucide-react'
import Link from 'next/link'
import type { RunSummary } from '../../../../server/views.ts'
import { capitalise } from '../../../canvas/words.ts'
import { MessageText } from '../../../canvas/components/message-text.tsx'
import { Badge, StateBadge } from '../../../components/badge.tsx'
import { Button } from '../../../components/button.tsx'
import { ErrorNotice } from '../../../components/notice.tsx'
import { PageHeader } from '../../../components/page-header.tsx'
import { visualStateOfRun } from '../../../components/states.ts'
import { formatWhen } from '../../../components/when.ts'
import { useT } from '../../../i18n/use-t.ts'
import { triggerWords } from '../run-words.ts'

/** A run that a schedule meant to start, of a drawing that could not run: the reason, and nothing else. */
export function RunNotStarted({ run }: { run: RunSummary }) {
  const { t } = useT()
  const drawing = `/pipelines/${run.pipelineId}`
  return (
    <>
      <PageHeader
        crumbs={[
          { title: t('Runs'), href: '/runs' },
          { title: run.pipelineName, href: drawing },
        ]}
        title={t('Run {{number}}', { number: run.number })}
        badges={
          <>
            <StateBadge state={visualStateOfRun(run)} />
            <Badge>{triggerWords(run)}</Badge>
          </>
        }
        description={`${capitalise(formatWhen(run.createdAt))} · ${t('drawing v{{version}}', { version: run.version })}`}
      />
      <ErrorNotice
        title={<MessageText>{run.error?.message ?? t('Nothing was run.')}</MessageText>}
        detail={t('Nothing was run. Mend the drawing; the schedule goes on by itself.')}
        action={
          <Button asChild size="sm">
            <Link href={drawing}>
              <Workflow aria-hidden />
              {t('Open the drawing')}
            </Link>
          </Button>
        }
      />
    </>
  )
}
