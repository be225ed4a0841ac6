'use client'

import { Ellipsis, History, List, MessageSquareText, PencilLine, Play, Trash2, Workflow } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { timingWords } from '../../../nodes/schedules/timing.ts'
import type { ScheduleView } from '../../../server/views.ts'
import { IconButton } from '../../components/icon-button.tsx'
import { coverLink, Row, Td } from '../../components/list-table.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../components/menu.tsx'
import { formatDue, restingWords } from '../../components/schedule/schedule-words.ts'
import { StateIcon } from '../../components/state-icon.tsx'
import { visualStateOfRun } from '../../components/states.ts'
import { Switch } from '../../components/switch.tsx'
import { formatWhen } from '../../components/when.ts'
import { useT } from '../../i18n/use-t.ts'
import { runRemark } from '../runs/run-words.ts'

interface ScheduleRowProps {
  schedule: ScheduleView
  onPaused: (paused: boolean) => void
  onRunNow: () => void
  onNote: () => void
  onBackfill: () => void
  onEdit: () => void
  onRemove: () => void
}

/** A schedule; the row leads to its own page. */
export function ScheduleRow({
  schedule,
  onPaused,
  onRunNow,
  onNote,
  onBackfill,
  onEdit,
  onRemove,
}: ScheduleRowProps) {
  const { t, language } = useT()
  const router = useRouter()
  const { id, name, timing, paused, lastRun } = schedule
  const words = timingWords(timing, language)
  return (
    <Row className={paused ? 'text-ink-2' : undefined}>
      <Td className="h-12 w-[28%] max-w-0 max-md:w-full">
        <span className="flex min-w-0 flex-col">
          <Link href={`/schedules/${id}`} className={`truncate ${coverLink}`}>
            {name}
          </Link>
          <span className="truncate text-12 text-ink-3">
            {schedule.pipelineName}
            {schedule.pipelineVersion !== null && ` v${schedule.pipelineVersion}`}
            <span className="md:hidden"> · {words}</span>
          </span>
        </span>
      </Td>
      <Td wide className="w-[30%] max-w-0 truncate">
        <span title={words}>{words}</span>
      </Td>
      <Td wide className="text-ink-2">
        <NextTime schedule={schedule} />
      </Td>
      <Td wide className="w-[24%] max-w-0">
        {lastRun ? (
          <Link
            href={`/runs/${lastRun.id}`}
            title={runRemark(lastRun)}
            className="relative flex min-w-0 items-center gap-2 rounded-sm hover:text-accent-ink hover:underline"
          >
            <StateIcon state={visualStateOfRun(lastRun)} size={16} />
            <span className="shrink-0">{t('Run {{number}}', { number: lastRun.number })}</span>
            <span className={`truncate text-12 ${lastRun.state === 'failed' ? 'text-failed' : 'text-ink-3'}`}>
              {lastRun.state === 'failed' ? runRemark(lastRun) : formatWhen(lastRun.createdAt)}
            </span>
          </Link>
        ) : (
          <span className="text-ink-3">{t('Not run yet')}</span>
        )}
      </Td>
      <Td className="relative">
        <span className="flex">
          <Switch
            label={t('Run {{name}} by itself', { name })}
            checked={!paused}
            onCheckedChange={(on) => onPaused(!on)}
          />
        </span>
      </Td>
      <Td right className="relative w-16 pl-0">
        <span className="flex justify-end gap-1">
          <IconButton label={t('Run {{name}} now', { name })} size="sm" onClick={onRunNow}>
            <Play aria-hidden />
          </IconButton>
          <Menu
            trigger={
              <IconButton label={t('More for {{name}}', { name })} tooltip={false} size="sm">
                <Ellipsis aria-hidden />
              </IconButton>
            }
          >
            <MenuItem icon={<PencilLine aria-hidden />} onSelect={onEdit}>
              {t('Change')}
            </MenuItem>
            <MenuItem icon={<MessageSquareText aria-hidden />} onSelect={onNote}>
              {paused ? t('Resume with a note') : t('Pause with a note')}
            </MenuItem>
            {timing.kind !== 'data' && (
              <MenuItem icon={<History aria-hidden />} onSelect={onBackfill}>
                {t('Run past times')}
              </MenuItem>
            )}
            <MenuItem icon={<List aria-hidden />} onSelect={() => router.push(`/runs?schedule=${id}`)}>
              {t('Show all its runs')}
            </MenuItem>
            <MenuItem
              icon={<Workflow aria-hidden />}
              onSelect={() => router.push(`/pipelines/${schedule.pipelineId}`)}
            >
              {t('Open the drawing')}
            </MenuItem>
            <MenuSeparator />
            <MenuItem danger icon={<Trash2 aria-hidden />} onSelect={onRemove}>
              {t('Delete')}
            </MenuItem>
          </Menu>
        </span>
      </Td>
    </Row>
  )
}

/** The next time, and the ones after it to who points at it. */
function NextTime({ schedule }: { schedule: ScheduleView }) {
  const { timing, nextTimes, jitterSeconds } = schedule
  const { t } = useT()
  const [next] = nextTimes
  const resting = restingWords(schedule)
  if (resting !== undefined || next === undefined)
    return (
      <span className="block max-w-40 truncate text-ink-3" title={resting}>
        {resting}
      </span>
    )
  const all = nextTimes.map((time) => formatDue(new Date(time), timing))
  const later = jitterSeconds > 0 ? [t('Each up to {{count}} seconds later.', { count: jitterSeconds })] : []
  return (
    <time dateTime={next} title={[...all, ...later].join('\n')} className="relative">
      {formatDue(new Date(next), timing)}
    </time>
  )
}
