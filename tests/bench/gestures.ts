import type { Page } from 'playwright-core'

/** Moves of the pointer in one gesture. */
export const STEPS = 90

/** The 95th percentile of the time from frame to frame, ms, while something is done. */
export async function frameTime(page: Page, act: () => Promise<void>): Promise<number> {
  // What tsx puts around named functions is not there in the page.
  await page.evaluate('globalThis.__name ??= (fn) => fn')
  await page.evaluate(() => {
    const times: number[] = []
    let last = performance.now()
    const note = (now: number) => {
      times.push(now - last)
      last = now
      if ((window as { noting?: boolean }).noting) requestAnimationFrame(note)
    }
    Object.assign(window, { noting: true, frameTimes: times })
    requestAnimationFrame(note)
  })
  await act()
  const times = await page.evaluate(() => {
    Object.assign(window, { noting: false })
    return (window as unknown as { frameTimes: number[] }).frameTimes
  })
  const sorted = times.slice(1).toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN
}

export interface Hand {
  /** Where the canvas is empty, and where a card lies. */
  ground: { x: number; y: number }
  card: { x: number; y: number }
}

async function dragFrom(page: Page, from: { x: number; y: number }): Promise<void> {
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  for (let at = 0; at < STEPS; at++) {
    const angle = (at / STEPS) * 2 * Math.PI
    await page.mouse.move(from.x + 160 * Math.sin(angle), from.y + 80 * Math.sin(2 * angle))
  }
  await page.mouse.up()
}

async function zoomAt(page: Page, at: { x: number; y: number }): Promise<void> {
  await page.mouse.move(at.x, at.y)
  for (let step = 0; step < STEPS / 2; step++) await page.mouse.wheel(0, step % 30 < 15 ? 12 : -12)
}

export const gestures = async (page: Page, { ground, card }: Hand) => ({
  pan: await frameTime(page, () => dragFrom(page, ground)),
  zoom: await frameTime(page, () => zoomAt(page, ground)),
  drag: await frameTime(page, () => dragFrom(page, card)),
})

export type Gestures = Awaited<ReturnType<typeof gestures>>

export interface Seen {
  loadMs: number
  near: Gestures
  far: Gestures
}
