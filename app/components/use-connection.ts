'use client'

import { useSyncExternalStore } from 'react'
import { connection } from './connection.ts'

/** True while the server does not answer. */
export const useConnectionLost = (): boolean =>
  useSyncExternalStore(connection.subscribe, connection.isLost, () => false)

/** Counts how often trouble was found to be over. */
export const useConnectionGeneration = (): number =>
  useSyncExternalStore(connection.subscribe, connection.generation, () => 0)
