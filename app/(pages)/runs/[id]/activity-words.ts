import type { NodeRunView } from '../../../../server/views.ts'
import type { LiveRun } from '../../../canvas/store/live-run.ts'
import { formatDuration } from '../../../canvas/words.ts'
import { waitsForSlot } from '../../../components/states.ts'
import { elapsedMs } from '../../../components/when.ts'
import { say, sayMessage } from '../../../i18n/current.ts'

/** Below this share a guess at the time left is worth nothing. */
const ENOUGH = 0.03

/** Milliseconds that a node will still take if it goes on as it did; undefined where nobody can know. */
export function remainingMs(
  node: Pick<NodeRunView, 'startedAt' | 'progress'>,
  now: number,
): number | undefined {
  const fraction = node.progress?.fraction
  if (node.startedAt === null || fraction === undefined || fraction < ENOUGH || fraction >= 1)
    return undefined
  return (elapsedMs(node.startedAt, null, now) * (1 - fraction)) / fraction
}

/** What a live run is doing, in a sentence. */
export function activityWords(live: LiveRun, now: number): string {
  const running = live.planNodes.flatMap((plan) => {
    const node = live.nodes[plan.id]
    return node?.state === 'running' ? [{ title: plan.title, node }] : []
  })
  const atWork = running.filter(({ node }) => !waitsForSlot(node))
  const [first] = atWork.length > 0 ? atWork : running
  if (!first) return say('Waits for a worker.')
  const { title, node } = first
  const left = remainingMs(node, now)
  const parts = [
    say('{{title}}: {{activity}}', {
      title: say(title),
      activity: node.progress?.message ? sayMessage(node.progress.message) : say('at work'),
    }),
    ...(left === undefined ? [] : [say('about {{duration}} left', { duration: formatDuration(left) })]),
    ...(atWork.length > 1 ? [say('{{number}} more at work', { number: atWork.length - 1 })] : []),
  ]
  return parts.join(' · ')
}
