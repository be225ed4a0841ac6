import type { BlobStore } from './runner.ts'
import type { BlobRef, Lineage, LineageStep, StoredLineageStep } from './values.ts'

/** Loads the whole DAG of steps behind a table or a model. Step ids are the digests of the steps' blobs. */
export async function loadLineage(store: Pick<BlobStore, 'getBytes'>, head: BlobRef): Promise<Lineage> {
  const steps: Record<string, LineageStep> = {}
  const pending = [head]
  for (let ref = pending.pop(); ref; ref = pending.pop()) {
    if (steps[ref.sha256]) continue
    const stored = JSON.parse(new TextDecoder().decode(await store.getBytes(ref))) as StoredLineageStep
    const inputs = Object.entries(stored.inputs)
    steps[ref.sha256] = {
      ...stored,
      inputs: Object.fromEntries(inputs.map(([port, input]) => [port, input.sha256])),
    }
    pending.push(...inputs.map(([, input]) => input))
  }
  return { head: head.sha256, steps }
}

/** The step at which the rows of a table got their numbers (`_row`): the source, or where tables were put together. */
export function findRowSource({ head, steps }: Lineage): string {
  let id = head
  for (;;) {
    const step = steps[id]
    const input = step && Object.values(step.inputs)[0]
    if (!step || step.serve === 'boundary' || input === undefined) return id
    id = input
  }
}
