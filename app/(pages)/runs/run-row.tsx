import { BookmarkCheck } from 'lucide-react'
import Link from 'next/link'
import type { RunSummary } from '../../../server/views.ts'
import { pastHref } from '../../canvas/components/versions/past-href.ts'
import { StateBadge } from '../../components/badge.tsx'
import { coverLink, Row, Td, WhenTd } from '../../components/list-table.tsx'
import { Checkbox } from '../../components/switch.tsx'
import { StateIcon } from '../../components/state-icon.tsx'
import { visualStateOfRun } from '../../components/states.ts'
import { useT } from '../../i18n/use-t.ts'
import { runDuration, runRemark, scheduleWords } from './run-words.ts'

interface RunRowProps {
  run: RunSummary
  now: number
  /** Ticked for comparing. */
  chosen: boolean
  onChoose: (chosen: boolean) => void
}

export function RunRow({ run, now, chosen, onChoose }: RunRowProps) {
  const { t } = useT()
  const remark = runRemark(run)
  return (
    <Row>
      <Td className="w-[34%] max-w-0 max-md:h-12 max-md:w-full">
        <span className="flex items-center gap-2">
          {/* The link covers the row; this lies over it, with a margin that is easier to hit. */}
          <span className="relative z-1 -m-2 grid p-2">
            <Checkbox
              checked={chosen}
              onCheckedChange={onChoose}
              label={t('Choose run {{number}} of {{name}}', { number: run.number, name: run.pipelineName })}
            />
          </span>
          <StateIcon state={visualStateOfRun(run)} size={16} />
          <span className="flex min-w-0 flex-col">
            <span className="flex min-w-0 items-baseline gap-1.5">
              <Link href={`/runs/${run.id}`} className={`truncate ${coverLink}`}>
                {run.pipelineName}
              </Link>
              <span className="shrink-0 text-12 text-ink-2">
                {t('Run {{number}}', { number: run.number })}
              </span>
              {run.kept && (
                <BookmarkCheck
                  aria-label={t('Kept')}
                  className="size-3 shrink-0 self-center text-accent-ink"
                />
              )}
              {run.retryOf && (
                <span className="truncate text-12 text-ink-3 max-md:hidden">
                  {t('Goes on with run {{number}}', { number: run.retryOf.number })}
                </span>
              )}
            </span>
            {run.schedule && (
              <span className="truncate text-12 text-ink-3 max-md:hidden">{scheduleWords(run.schedule)}</span>
            )}
            <span
              className={`truncate text-12 md:hidden ${run.state === 'failed' ? 'text-failed' : 'text-ink-2'}`}
            >
              {run.awaitsApproval ? <StateBadge state="waiting" /> : remark}
            </span>
          </span>
        </span>
      </Td>
      <Td
        wide
        className={`w-[34%] max-w-0 truncate ${run.state === 'failed' ? 'text-failed' : 'text-ink-2'}`}
      >
        {run.awaitsApproval ? <StateBadge state="waiting" /> : <span title={remark}>{remark}</span>}
      </Td>
      <Td wide right className="text-ink-2">
        {run.nodesDone === run.nodesTotal
          ? run.nodesTotal
          : t('{{part}} of {{whole}}', { part: run.nodesDone, whole: run.nodesTotal })}
      </Td>
      <Td wide right className="text-ink-2">
        <Link
          href={pastHref(run.pipelineId, { run: run.id })}
          title={t('Open the drawing of this run')}
          className="relative z-1 hover:underline"
        >
          v{run.version}
        </Link>
      </Td>
      <Td right className="text-ink-2">
        {runDuration(run, now)}
      </Td>
      <WhenTd at={run.createdAt} />
    </Row>
  )
}
