'use client'

import { StateIcon } from '../../../components/state-icon.tsx'
import { useServices } from '../../hooks/services.tsx'
import { titleOf } from '../../store/actions.ts'
import { useCanvas, useCanvasStore } from '../../store/context.tsx'
import { listProblems } from '../../store/problems.ts'
import type { ProblemEntry } from '../../store/problems.ts'
import { MessageText } from '../message-text.tsx'
import { useT } from '../../../i18n/use-t.ts'

function Line({ problem }: { problem: ProblemEntry }) {
  const { t } = useT()
  const store = useCanvasStore()
  const { goTo } = useServices()
  const { nodeId, message, severity, origin } = problem
  const open = (): void => {
    if (nodeId === undefined) return
    goTo(nodeId)
    store.getState().showInspector('settings')
  }
  return (
    <li>
      <button type="button" className="problem-line" onClick={open}>
        <StateIcon state={severity === 'error' ? 'failed' : 'warning'} size={14} className="mt-0.75" />
        <b className="w-36 shrink-0 truncate font-strong">
          {nodeId === undefined ? '' : titleOf(store, nodeId)}
        </b>
        <span className="min-w-0 flex-1 text-ink-2">
          <MessageText>{message}</MessageText>
        </span>
        {origin === 'run' && <span className="shrink-0 text-12 text-ink-3">{t('in the last run')}</span>}
      </button>
    </li>
  )
}

/** What is wrong with the drawing, and what failed in the last run. A click goes to the node. */
export function ProblemList() {
  const { t } = useT()
  const analysis = useCanvas((state) => state.analysis)
  const live = useCanvas((state) => state.live)
  const edited = useCanvas((state) => state.edited)
  const problems = listProblems(analysis, live, edited)
  if (problems.length === 0)
    return <p className="px-4 py-3 text-ink-3">{t('Nothing is wrong with this drawing.')}</p>
  return (
    <ul aria-label={t('Problems')} className="min-h-0 flex-1 overflow-y-auto py-1">
      {problems.map((problem) => (
        <Line
          key={`${problem.origin} ${problem.nodeId} ${problem.code} ${problem.message}`}
          problem={problem}
        />
      ))}
    </ul>
  )
}
