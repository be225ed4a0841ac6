'use client'

import { Dialog } from '../../components/dialog.tsx'
import { Kbd } from '../../components/kbd.tsx'
import { useCanvas } from '../store/context.tsx'
import { formatKeys, shortcuts } from '../store/shortcuts.ts'
import type { Shortcut } from '../store/shortcuts.ts'
import { useT } from '../../i18n/use-t.ts'
import { msg } from '../../i18n/msg.ts'

const groups: readonly Shortcut['group'][] = [
  msg('Draw'),
  msg('Edit'),
  msg('Arrange'),
  msg('Run'),
  msg('View'),
]

const others: readonly { title: string; keys: readonly string[]; words?: true }[] = [
  { title: msg('Go from node to node'), keys: ['Tab'] },
  { title: msg('Move the chosen nodes'), keys: ['← ↑ ↓ →'] },
  { title: msg('Move them further'), keys: ['Shift ←'] },
  { title: msg('Size of a note'), keys: ['Alt ← ↑ ↓ →'] },
  { title: msg('Choose several'), keys: [msg('Shift click'), msg('Shift drag')], words: true },
]

function Line({ title, keys }: { title: string; keys: readonly string[] }) {
  return (
    <div className="flex min-h-6.5 items-center gap-2">
      <dt className="min-w-0 flex-1 text-ink-2">{title}</dt>
      <dd className="flex gap-1">
        {keys.map((key) => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </dd>
    </div>
  )
}

/** Every key of the canvas. */
export function ShortcutList() {
  const { t } = useT()
  const close = useCanvas((state) => state.closeOverlay)
  return (
    <Dialog open onOpenChange={(open) => !open && close()} title={t('Keys')} size="lg" scrolls>
      <div className="grid grid-cols-2 gap-x-8 gap-y-4">
        {groups.map((group) => (
          <section key={group}>
            <h3 className="mb-1 text-13 font-title">{t(group)}</h3>
            <dl>
              {shortcuts
                .filter((shortcut) => shortcut.group === group && shortcut.keys.length > 0)
                .map((shortcut) => (
                  <Line
                    key={shortcut.id}
                    title={t(shortcut.title)}
                    keys={shortcut.keys.map((keys) => formatKeys(keys))}
                  />
                ))}
              {group === 'Draw' &&
                others.map((line) => (
                  <Line
                    key={line.title}
                    title={t(line.title)}
                    keys={line.words ? line.keys.map((keys) => t(keys)) : line.keys}
                  />
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
