import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { canonicalJson } from './canonical-json.ts'
import type { PlanNode } from './plan.ts'

/** Lower-case hex SHA-256 of a value's canonical JSON. */
export const jsonDigest = (value: unknown): string => bytesToHex(sha256(utf8ToBytes(canonicalJson(value))))

/** What a node's result depends on, and nothing else. */
export interface CacheKeyParts {
  type: string
  version: number
  params: Readonly<Record<string, unknown>>
  /** Content digest by input port. */
  inputs: Readonly<Record<string, string>>
  /** Only of nodes that draw random numbers. */
  seed?: number
  /** Name and version of the numeric backend and of the engines; only of numeric nodes. */
  environment?: string
  /** Digest of the rows that a fit is limited to, inside cross-validation and tuning. */
  scope?: string
}

export interface CacheKeyCall {
  node: Pick<PlanNode, 'type' | 'version' | 'params' | 'random' | 'numeric' | 'seed'>
  inputs: Readonly<Record<string, string>>
  environment: string
  scope?: string
}

export const cacheKeyParts = ({ node, inputs, environment, scope }: CacheKeyCall): CacheKeyParts => ({
  type: node.type,
  version: node.version,
  params: node.params,
  inputs,
  ...(node.random && { seed: node.seed }),
  ...(node.numeric && { environment }),
  ...(scope !== undefined && { scope }),
})

/**
 * The key under which a node's outputs are kept: lower-case hex SHA-256. Two nodes with one key give the same
 * content, wherever they stand and whatever they are called.
 */
export const cacheKeyOf = (parts: CacheKeyParts): string => jsonDigest({ cacheKey: 1, ...parts })

export const cacheKey = (call: CacheKeyCall): string => cacheKeyOf(cacheKeyParts(call))

const changed = (a: unknown, b: unknown): boolean => canonicalJson(a) !== canonicalJson(b)

const changedMembers = (
  a: Readonly<Record<string, unknown>>,
  b: Readonly<Record<string, unknown>>,
): string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])]
    // What is not there is not the same as nothing.
    .filter((name) => Object.hasOwn(a, name) !== Object.hasOwn(b, name) || changed(a[name], b[name]))
    .toSorted()

/** One thing that differs between what a result was made with and what it would be made with. */
export type StaleChange =
  | { what: 'type' | 'version' | 'seed' | 'scope' }
  | { what: 'param'; field: string; before: unknown; after: unknown }
  | { what: 'input'; port: string }
  | { what: 'environment'; before: string | undefined; after: string | undefined }

/** Why a result can't be used again; empty where it can. `before` is what it was made with. */
export function explainStale(before: CacheKeyParts, now: CacheKeyParts): StaleChange[] {
  if (before.type !== now.type) return [{ what: 'type' }]
  const changes: StaleChange[] = changedMembers(before.params, now.params).map((field) => ({
    what: 'param',
    field,
    before: before.params[field],
    after: now.params[field],
  }))
  for (const port of changedMembers(before.inputs, now.inputs)) changes.push({ what: 'input', port })
  if (before.version !== now.version) changes.push({ what: 'version' })
  if (before.seed !== now.seed) changes.push({ what: 'seed' })
  if (before.environment !== now.environment)
    changes.push({ what: 'environment', before: before.environment, after: now.environment })
  if (before.scope !== now.scope) changes.push({ what: 'scope' })
  return changes
}
