import {
  WholeWord,
  Timer,
  History,
  Hand,
  CalendarDays,
  Sparkles,
  Library,
  Dumbbell,
  ArrowRight,
  Activity,
  Axis3d,
  Binary,
  Blocks,
  Boxes,
  BrainCircuit,
  BrushCleaning,
  ChartBarBig,
  ChartLine,
  ChartScatter,
  CircleDot,
  Combine,
  Component,
  Copy,
  Database,
  Download,
  FileDown,
  FileInput,
  FileOutput,
  FileSpreadsheet,
  Filter,
  FlaskConical,
  Gauge,
  Grape,
  Hash,
  Pipette,
  Radar,
  GitFork,
  GitMerge,
  Globe,
  Layers,
  ListChecks,
  ListFilter,
  type LucideIcon,
  Minimize2,
  MoveRight,
  Network,
  Package,
  Repeat,
  Rocket,
  Route,
  Ruler,
  Scale,
  Send,
  Shapes,
  ShieldCheck,
  Shrink,
  SlidersHorizontal,
  Split,
  SquareTerminal,
  Table2,
  Tags,
  Target,
  Trees,
  TreeDeciduous,
  TrendingUp,
  ChartNoAxesCombined,
  Waypoints,
  Workflow,
  CircleDashed,
  ListOrdered,
  ChartNoAxesColumn,
  SquareFunction,
  Zap,
} from 'lucide-react'
import type { Category } from '../../nodes/kit/define.ts'
import { cn } from './cn.ts'

/**
 * The icons a definition may name. Listed one by one, so that a page carries these and not the whole library; a test
 * holds every definition to this list.
 */
export const nodeIcons: Readonly<Record<string, LucideIcon>> = {
  'calendar-days': CalendarDays,
  hand: Hand,
  history: History,
  timer: Timer,
  'whole-word': WholeWord,
  sparkles: Sparkles,
  library: Library,
  dumbbell: Dumbbell,
  'arrow-right': ArrowRight,
  activity: Activity,
  'axis-3d': Axis3d,
  binary: Binary,
  blocks: Blocks,
  boxes: Boxes,
  'brain-circuit': BrainCircuit,
  'brush-cleaning': BrushCleaning,
  'chart-bar-big': ChartBarBig,
  'chart-line': ChartLine,
  'chart-scatter': ChartScatter,
  'circle-dot': CircleDot,
  combine: Combine,
  component: Component,
  copy: Copy,
  database: Database,
  download: Download,
  'file-down': FileDown,
  'file-input': FileInput,
  'file-output': FileOutput,
  'file-spreadsheet': FileSpreadsheet,
  filter: Filter,
  'flask-conical': FlaskConical,
  gauge: Gauge,
  'git-fork': GitFork,
  'git-merge': GitMerge,
  globe: Globe,
  grape: Grape,
  hash: Hash,
  pipette: Pipette,
  radar: Radar,
  layers: Layers,
  'list-checks': ListChecks,
  'list-filter': ListFilter,
  'minimize-2': Minimize2,
  'move-right': MoveRight,
  network: Network,
  package: Package,
  repeat: Repeat,
  rocket: Rocket,
  route: Route,
  ruler: Ruler,
  scale: Scale,
  send: Send,
  shapes: Shapes,
  'shield-check': ShieldCheck,
  shrink: Shrink,
  'sliders-horizontal': SlidersHorizontal,
  split: Split,
  'square-terminal': SquareTerminal,
  'table-2': Table2,
  tags: Tags,
  target: Target,
  trees: Trees,
  'tree-deciduous': TreeDeciduous,
  'trending-up': TrendingUp,
  'chart-no-axes-combined': ChartNoAxesCombined,
  waypoints: Waypoints,
  workflow: Workflow,
  'circle-dashed': CircleDashed,
  'list-ordered': ListOrdered,
  'chart-no-axes-column': ChartNoAxesColumn,
  'square-function': SquareFunction,
  zap: Zap,
}

/** The icon of each category, for the palette's headings. */
export const categoryIcons: Readonly<Record<Category, LucideIcon>> = {
  data: Database,
  clean: BrushCleaning,
  features: Shapes,
  split: Split,
  models: Network,
  train: Activity,
  combine: GitMerge,
  compress: Shrink,
  evaluate: Gauge,
  deploy: Rocket,
  control: ShieldCheck,
  yours: Component,
}

/** A node's icon in the hue of its category. Decorative: the title stands beside it. */
export function NodeIcon({
  icon,
  category,
  size = 16,
  className,
}: {
  icon: string
  category: Category
  size?: number
  className?: string
}) {
  const Icon = nodeIcons[icon] ?? categoryIcons[category]
  return (
    <Icon
      aria-hidden
      size={size}
      strokeWidth={1.75}
      className={cn(`c-${category} shrink-0 text-(--cat)`, className)}
    />
  )
}

/** A category's icon in its hue. */
export function CategoryIcon({ category, size = 16 }: { category: Category; size?: number }) {
  const Icon = categoryIcons[category]
  return <Icon aria-hidden size={size} strokeWidth={1.75} className={`c-${category} shrink-0 text-(--cat)`} />
}
