'use client'

import { Upload } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { Button, type ButtonProps } from './button.tsx'

interface FileButtonProps extends Pick<ButtonProps, 'id' | 'size' | 'className' | 'aria-label'> {
  /** What is chosen, to whoever can't see the button. */
  label: string
  /** Types and endings, as an input has them. */
  accept: string
  busy?: boolean
  icon?: ReactNode
  onFile: (file: File) => void
  children: ReactNode
}

/** A button that asks for a file of this machine; the same file may be chosen again. */
export function FileButton({
  label,
  accept,
  busy = false,
  icon = <Upload aria-hidden />,
  onFile,
  children,
  ...button
}: FileButtonProps) {
  const picker = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={picker}
        type="file"
        accept={accept}
        className="hidden"
        aria-label={label}
        onChange={(event) => {
          const [file] = event.target.files ?? []
          if (file) onFile(file)
          event.target.value = ''
        }}
      />
      <Button {...button} busy={busy} onClick={() => picker.current?.click()}>
        {!busy && icon}
        {children}
      </Button>
    </>
  )
}
