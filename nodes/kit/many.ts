import type { PortSpecs } from './ports.ts'

/** Where values are kept by port, those of a port that takes several stand under `port#0`, `port#1`, … in the order of the edges. */
export const slotOf = (port: string, index: number): string => `${port}#${index}`

/** The port of a slot. */
export const portOfSlot = (slot: string): string => slot.split('#', 1)[0] as string

/** Values by slot as a definition and its runner see them: a list for each port that takes several. */
export function gatherSlots<T>(
  ports: PortSpecs,
  slots: Readonly<Record<string, T>>,
): Record<string, T | T[]> {
  const gathered: Record<string, T | T[]> = {}
  for (const [port, { many }] of Object.entries(ports)) {
    if (!many) {
      if (Object.hasOwn(slots, port)) gathered[port] = slots[port] as T
      continue
    }
    const list: T[] = []
    while (Object.hasOwn(slots, slotOf(port, list.length))) list.push(slots[slotOf(port, list.length)] as T)
    gathered[port] = list
  }
  return gathered
}
