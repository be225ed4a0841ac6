import {
  Ban,
  CircleCheck,
  CircleDashed,
  CirclePlay,
  CircleSlash,
  CircleX,
  Clock,
  Hand,
  History,
  Loader,
  type LucideIcon,
  Pause,
  RefreshCwOff,
  SkipForward,
  TriangleAlert,
} from 'lucide-react'
import { cn } from './cn.ts'
import { stateWords, type VisualState } from './states.ts'
import { useT } from '../i18n/use-t.ts'

const icons: Readonly<Record<VisualState, LucideIcon>> = {
  idle: CircleDashed,
  ready: CirclePlay,
  stale: RefreshCwOff,
  queued: Clock,
  running: Loader,
  done: CircleCheck,
  cached: History,
  warning: TriangleAlert,
  failed: CircleX,
  skipped: SkipForward,
  waiting: Hand,
  paused: Pause,
  cancelled: Ban,
  bypassed: CircleSlash,
}

export interface StateIconProps {
  state: VisualState
  size?: number
  /** True where the words stand beside it already: the icon then says nothing of its own. */
  decorative?: boolean
  className?: string
}

/** The icon of a state in its hue; turns while running. */
export function StateIcon({ state, size = 14, decorative = false, className }: StateIconProps) {
  const { t } = useT()
  const Icon = icons[state]
  return (
    <Icon
      size={size}
      strokeWidth={1.75}
      {...(decorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': t(stateWords[state]) })}
      className={cn(`s-${state} shrink-0 text-(--st)`, state === 'running' && 'spin', className)}
    />
  )
}
