'use client'

import { Copy, Ellipsis, PencilLine, Trash2 } from 'lucide-react'
import Link from 'next/link'
import type { PipelineSummary } from '../../../server/views.ts'
import { formatCount } from '../../canvas/words.ts'
import { StateBadge } from '../../components/badge.tsx'
import { IconButton } from '../../components/icon-button.tsx'
import { coverLink, Row, Td, WhenTd } from '../../components/list-table.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../components/menu.tsx'
import { StateIcon } from '../../components/state-icon.tsx'
import { visualStateOfRun } from '../../components/states.ts'
import { runDuration, runRemark } from '../runs/run-words.ts'
import { useT } from '../../i18n/use-t.ts'

export interface PipelineRowProps {
  pipeline: PipelineSummary
  now: number
  onRename: () => void
  onDuplicate: () => void
  onRemove: () => void
}

export function PipelineRow({ pipeline, now, onRename, onDuplicate, onRemove }: PipelineRowProps) {
  const { t } = useT()
  const run = pipeline.lastRun
  return (
    <Row>
      <Td className="w-[36%] max-w-0 max-md:w-full">
        <span className="flex items-center gap-2">
          {run && <StateIcon state={visualStateOfRun(run)} className="md:hidden" />}
          <Link href={`/pipelines/${pipeline.id}`} className={`truncate ${coverLink}`}>
            {pipeline.name}
          </Link>
          <span className="shrink-0 text-12 text-ink-3 max-sm:hidden">v{pipeline.version}</span>
        </span>
      </Td>
      <Td wide>
        {run ? (
          <Link
            href={`/runs/${run.id}`}
            className="relative inline-flex items-center gap-2 rounded-sm hover:text-accent-ink hover:underline"
          >
            <StateIcon state={visualStateOfRun(run)} size={16} />
            {t('Run {{number}}', { number: run.number })}
            <span className="text-12 text-ink-3">{runDuration(run, now)}</span>
          </Link>
        ) : (
          <span className="text-ink-3">{t('Not run yet')}</span>
        )}
      </Td>
      <Td
        wide
        className={`w-[30%] max-w-0 truncate ${run?.state === 'failed' ? 'text-failed' : 'text-ink-2'}`}
      >
        {run?.awaitsApproval ? (
          <StateBadge state="waiting" />
        ) : (
          run && <span title={runRemark(run)}>{runRemark(run)}</span>
        )}
      </Td>
      <Td wide right className="text-ink-2">
        {formatCount(pipeline.nodeCount)}
      </Td>
      <WhenTd at={pipeline.updatedAt} />
      <Td right className="relative w-10 pl-0">
        <Menu
          trigger={
            <IconButton label={t('More for {{name}}', { name: pipeline.name })} tooltip={false} size="sm">
              <Ellipsis aria-hidden />
            </IconButton>
          }
        >
          <MenuItem icon={<PencilLine aria-hidden />} onSelect={onRename}>
            {t('Rename')}
          </MenuItem>
          <MenuItem icon={<Copy aria-hidden />} onSelect={onDuplicate}>
            {t('Duplicate')}
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
