import type { MessagePair } from './messages.ts'

export const messages: readonly MessagePair[] = []
