import { useT } from '../i18n/use-t.ts'
import { CopyButton } from './copy-button.tsx'

/** Code to be copied. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  const { t } = useT()
  return (
    <div className="flex items-start rounded-md border border-line bg-surface-2">
      <pre
        aria-label={label}
        className="max-h-[56dvh] min-w-0 flex-1 overflow-auto py-2.5 pr-2 pl-3 font-mono text-12 leading-[18px]"
        // A scrolling region has to be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
      >
        <code>{code}</code>
      </pre>
      {/* Beside the text, not over it: long lines scroll. */}
      <div className="shrink-0 p-1.5">
        <CopyButton text={code} label={t('Copy')} />
      </div>
    </div>
  )
}
