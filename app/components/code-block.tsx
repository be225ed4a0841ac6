import { CopyButton } from './copy-button.tsx'

/** Code to be copied. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <div className="relative rounded-md border border-line bg-surface-2">
      <pre
        aria-label={label}
        className="max-h-[56dvh] overflow-auto py-2.5 pr-10 pl-3 font-mono text-12 leading-[18px]"
        // A scrolling region has to be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
      >
        <code>{code}</code>
      </pre>
      <div className="absolute top-1.5 right-1.5 rounded-md bg-surface-2">
        <CopyButton text={code} label="Copy" />
      </div>
    </div>
  )
}
