'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useT } from '../i18n/use-t.ts'
import { IconButton } from './icon-button.tsx'
import { toast } from './toast-store.ts'

/** Copies a text; the icon says that it did. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const { t } = useT()
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 1_600)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () =>
        toast(t('The browser does not allow copying here.'), {
          tone: 'failed',
          detail: t('Select the text instead.'),
        }),
    )
  }
  return (
    <IconButton size="sm" label={copied ? t('Copied') : (label ?? t('Copy'))} onClick={copy}>
      {copied ? <Check aria-hidden className="text-done" /> : <Copy aria-hidden />}
    </IconButton>
  )
}
