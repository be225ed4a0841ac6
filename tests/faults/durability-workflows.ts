import { proxyActivities, sleep } from '@temporalio/workflow'

export interface DurabilityActivities {
  step(input: { id: string; index: number }): Promise<number>
  tick(): Promise<void>
}

const { step, tick } = proxyActivities<DurabilityActivities>({ startToCloseTimeout: '5s' })

/** `steps` activities, a short timer after each; answers with the sum of what they returned. */
export async function counting(id: string, steps: number): Promise<number> {
  let sum = 0
  for (let index = 1; index <= steps; index += 1) {
    sum += await step({ id, index })
    await sleep(100)
  }
  return sum
}

/** What the schedule starts. */
export async function ticking(): Promise<void> {
  await tick()
}
