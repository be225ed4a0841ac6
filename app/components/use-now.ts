'use client'

import { useEffect, useState } from 'react'
import { connection } from './connection.ts'
import { useConnectionLost } from './use-connection.ts'

/** The time, going on while something is live and the server is there to say how it goes. */
export function useNow(live: boolean, everyMs = 1_000): number {
  const [now, setNow] = useState(() => Date.now())
  const lost = useConnectionLost()
  const going = live && !lost
  useEffect(() => (live ? connection.watch() : undefined), [live])
  useEffect(() => {
    if (!going) return
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [going, everyMs])
  return now
}
