import type { PipelineDocument } from '../../../nodes/graph/document.ts'

/**
 * Edits that the server does not have yet, in the browser's own storage: each open page writes its own, and takes it
 * away once it is saved. What is left belongs to pages that were closed, or whose browser died.
 */
export interface Draft {
  /** Name of its place in the storage. */
  key: string
  /** What the edits were made from. */
  base: { version: number; document: PipelineDocument }
  document: PipelineDocument
  atMs: number
}

const PREFIX = 'millrace:draft:'

/** Changed at each load, so that a page that was reloaded or doubled is another one. */
const pageId: string = crypto.randomUUID()

const keyOf = (pipelineId: string, page = pageId): string => `${PREFIX}${pipelineId}:${page}`

/** Held for as long as the page lives, so that others know whose drafts still have their page. */
export function holdPage(): void {
  if (typeof navigator === 'undefined' || !('locks' in navigator)) return
  void navigator.locks.request(`${PREFIX}${pageId}`, () => new Promise(() => {})).catch(() => {})
}

/** A page that does not say so within this time is taken for gone, where the browser can't tell. */
const SILENT_MS = 60_000

export function writeDraft(pipelineId: string, draft: Omit<Draft, 'key'>): void {
  try {
    localStorage.setItem(keyOf(pipelineId), JSON.stringify(draft))
  } catch {
    // A full storage: the server has all but the last moments.
  }
}

export const dropDraft = (key: string): void => localStorage.removeItem(key)

export const dropOwnDraft = (pipelineId: string): void => dropDraft(keyOf(pipelineId))

function readDraft(key: string): Draft | null {
  try {
    return { ...(JSON.parse(localStorage.getItem(key) ?? '') as Omit<Draft, 'key'>), key }
  } catch {
    return null
  }
}

async function livingPages(): Promise<Set<string> | null> {
  if (!('locks' in navigator)) return null
  const { held = [] } = await navigator.locks.query()
  return new Set(held.flatMap(({ name }) => (name === undefined ? [] : [name])))
}

/** Names of the pages, not this one, that have a draft of a pipeline, open or gone. */
function pagesWithDrafts(pipelineId: string): string[] {
  const prefix = keyOf(pipelineId, '')
  return Array.from({ length: localStorage.length }, (_, at) => localStorage.key(at) ?? '')
    .filter((key) => key.startsWith(prefix) && key !== keyOf(pipelineId))
    .map((key) => key.slice(prefix.length))
}

/** Drafts of a pipeline whose pages are gone, newest first. */
export async function findDrafts(pipelineId: string, nowMs: number): Promise<Draft[]> {
  const pages = pagesWithDrafts(pipelineId)
  if (pages.length === 0) return []
  const living = await livingPages()
  return pages
    .filter((page) => !living?.has(`${PREFIX}${page}`))
    .flatMap((page) => readDraft(keyOf(pipelineId, page)) ?? [])
    .filter(({ atMs }) => living !== null || nowMs - atMs > SILENT_MS)
    .toSorted((a, b) => b.atMs - a.atMs)
}

/** Calls back when a page that has a draft now goes, once for each: its lock is then free to have. */
export function onPageGone(pipelineId: string, onGone: () => void, signal: AbortSignal): void {
  if (!('locks' in navigator)) return
  for (const page of pagesWithDrafts(pipelineId)) {
    const options = { mode: 'shared', signal } as const
    void navigator.locks.request(`${PREFIX}${page}`, options, onGone).catch(() => {})
  }
}
