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
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => changed(a[name], b[name])).toSorted()

const list = (names: readonly string[]): string => names.map((name) => `*${name}*`).join(', ')

/** Why a result can't be used again, in words; empty where it can. `before` is what it was made with. */
export function explainStale(before: CacheKeyParts, now: CacheKeyParts): string[] {
  if (before.type !== now.type) return ['It is another kind of node now.']
  const reasons: string[] = []
  if (before.version !== now.version) reasons.push('Millrace has a newer version of this node.')
  const params = changedMembers(before.params, now.params)
  if (params.length > 0) reasons.push(`Settings changed: ${list(params)}.`)
  const inputs = changedMembers(before.inputs, now.inputs)
  if (inputs.length > 0) reasons.push(`What arrives changed: ${list(inputs)}.`)
  if (before.seed !== now.seed) reasons.push('The seed changed.')
  if (before.environment !== now.environment) reasons.push('It was computed by another numeric backend.')
  if (before.scope !== now.scope) reasons.push('It was fitted on other rows.')
  return reasons
}
