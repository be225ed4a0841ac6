'use client'

import { useEffect } from 'react'

/** The title of the window, for pages that know it only once their data are here. */
export function usePageTitle(title: string | undefined): void {
  useEffect(() => {
    if (title !== undefined) document.title = `${title} · Millrace`
  }, [title])
}
