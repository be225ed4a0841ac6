import {
  CalendarClock,
  Database,
  Hand,
  House,
  LayoutTemplate,
  type LucideIcon,
  Package,
  Play,
  PlugZap,
  Rocket,
  Settings,
  Workflow,
} from 'lucide-react'
import { msg } from '../i18n/msg.ts'

export interface Section {
  href: string
  /** In English; `t(section.title)` where it is shown. */
  title: string
  icon: LucideIcon
}

/** The pages there are, in the order of the work. */
export const sections: readonly Section[] = [
  { href: '/', title: msg('Home'), icon: House },
  { href: '/templates', title: msg('Templates'), icon: LayoutTemplate },
  { href: '/pipelines', title: msg('Pipelines'), icon: Workflow },
  { href: '/runs', title: msg('Runs'), icon: Play },
  { href: '/approvals', title: msg('Approvals'), icon: Hand },
  { href: '/schedules', title: msg('Schedules'), icon: CalendarClock },
  { href: '/datasets', title: msg('Data sets'), icon: Database },
  { href: '/connections', title: msg('Connections'), icon: PlugZap },
  { href: '/models', title: msg('Models'), icon: Package },
  { href: '/endpoints', title: msg('Endpoints'), icon: Rocket },
  { href: '/settings', title: msg('Settings'), icon: Settings },
]

/** Whether an address lies in a section. */
export const isIn = (section: Section, path: string): boolean =>
  section.href === '/' ? path === '/' : path === section.href || path.startsWith(`${section.href}/`)
