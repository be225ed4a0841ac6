'use client'

import { ImageUp, X } from 'lucide-react'
import { useState } from 'react'
import { FileButton } from '../../../components/file-button.tsx'
import { IconButton } from '../../../components/icon-button.tsx'
import { useT } from '../../../i18n/use-t.ts'

/** What a request may hold in base64, with room for the rest of it. */
const MOST_BYTES = 5_000_000

interface ImageFieldProps {
  id: string
  name: string
  /** A data URL, or empty. */
  value: string
  onChange: (value: string) => void
}

/** An image that is sent to an endpoint: the example's, or one from this machine. */
export function ImageField({ id, name, value, onChange }: ImageFieldProps) {
  const { t } = useT()
  const [tooLarge, setTooLarge] = useState(false)
  const read = (file: File) => {
    setTooLarge(file.size > MOST_BYTES)
    if (file.size > MOST_BYTES) return
    const reader = new FileReader()
    reader.addEventListener('load', () => {
      if (typeof reader.result === 'string') onChange(reader.result)
    })
    reader.readAsDataURL(file)
  }
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-2 py-1">
      {value.startsWith('data:image/') && (
        // oxlint-disable-next-line nextjs/no-img-element -- a data URL has nothing to be optimised
        <img
          src={value}
          alt={name}
          className="size-14 rounded-sm border border-line object-contain [image-rendering:pixelated]"
        />
      )}
      <FileButton
        size="sm"
        id={id}
        aria-label={t('Choose an image for {{name}}', { name })}
        label={t('Image to send')}
        accept="image/*"
        icon={<ImageUp aria-hidden />}
        onFile={read}
      >
        {t('Choose an image')}
      </FileButton>
      {value !== '' && (
        <IconButton size="sm" label={t('Send no image')} onClick={() => onChange('')}>
          <X aria-hidden />
        </IconButton>
      )}
      {tooLarge && (
        <p className="w-full text-12 text-failed">
          {t('The image is larger than 5 MB. Choose a smaller one.')}
        </p>
      )}
    </div>
  )
}
