import { Database, House, type LucideIcon, Package, Play, Rocket, Settings, Workflow } from 'lucide-react'

export interface Section {
  href: string
  title: string
  icon: LucideIcon
}

/** The pages there are, in the order of the work. */
export const sections: readonly Section[] = [
  { href: '/', title: 'Home', icon: House },
  { href: '/pipelines', title: 'Pipelines', icon: Workflow },
  { href: '/runs', title: 'Runs', icon: Play },
  { href: '/datasets', title: 'Data sets', icon: Database },
  { href: '/models', title: 'Models', icon: Package },
  { href: '/endpoints', title: 'Endpoints', icon: Rocket },
  { href: '/settings', title: 'Settings', icon: Settings },
]

/** Whether an address lies in a section. */
export const isIn = (section: Section, path: string): boolean =>
  section.href === '/' ? path === '/' : path === section.href || path.startsWith(`${section.href}/`)
