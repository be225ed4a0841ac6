import {
  Binary,
  Calendar,
  Hash,
  Image,
  KeyRound,
  type LucideIcon,
  Tag,
  Target,
  TextInitial,
  ToggleLeft,
  Waves,
} from 'lucide-react'
import type { ColumnKind, ColumnRole } from '../../nodes/kit/columns.ts'
import { cn } from './cn.ts'
import { msg } from '../i18n/msg.ts'
import { useT } from '../i18n/use-t.ts'

const icons: Readonly<Record<ColumnKind, LucideIcon>> = {
  number: Hash,
  category: Tag,
  boolean: ToggleLeft,
  datetime: Calendar,
  text: TextInitial,
  image: Image,
  sequence: Waves,
  vector: Binary,
}

export const kindWords: Readonly<Record<ColumnKind, string>> = {
  number: msg('number'),
  category: msg('category'),
  boolean: msg('yes or no'),
  datetime: msg('date and time'),
  text: msg('text'),
  image: msg('image'),
  sequence: msg('sequence'),
  vector: msg('vector'),
}

/** What a column holds; the target and ids show their role instead. */
export function ColumnIcon({
  kind,
  role,
  size = 14,
  className,
}: {
  kind: ColumnKind
  role?: ColumnRole
  size?: number
  className?: string
}) {
  const Icon = role === 'target' ? Target : role === 'id' ? KeyRound : icons[kind]
  const { t } = useT()
  const label =
    role === 'target'
      ? t('target, {{kind}}', { kind: t(kindWords[kind]) })
      : role === 'id'
        ? t('id')
        : t(kindWords[kind])
  const named = { role: 'img', 'aria-label': label }
  return <Icon {...named} size={size} strokeWidth={1.75} className={cn('shrink-0 text-ink-3', className)} />
}
