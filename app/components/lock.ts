/** Whether the server has refused for want of a token. A small store outside React, since the network code sets it. */
let locked = false
const listeners = new Set<() => void>()

export const lock = {
  get: (): boolean => locked,
  set: (value: boolean): void => {
    if (value === locked) return
    locked = value
    for (const listener of listeners) listener()
  },
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}
