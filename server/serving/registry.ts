import type { ModelValue } from '../../nodes/kit/values.ts'
import {
  createInstance,
  type InstanceOptions,
  type LoadedModel,
  type ModelInstance,
} from './model-instance.ts'
import { endpointDisabled, endpointNotFound, versionNotFound } from './request-error.ts'

/** An endpoint as Postgres knows it. */
export interface EndpointRecord {
  name: string
  /** The version that answers where none is named. */
  version: number
  enabled: boolean
  /** Model version ids by version of the endpoint. */
  versions: ReadonlyMap<number, string>
}

/** What answers a request. Submit without waiting for anything else first: a swap may retire it. */
export interface Deployment extends LoadedModel {
  endpoint: string
  version: number
}

interface Endpoint {
  record: EndpointRecord
  /** What answers now: the last version that could be loaded. */
  active: { instance: ModelInstance; deployment: Deployment } | undefined
}

export interface EndpointStatus {
  name: string
  version: number
  enabled: boolean
  /** Version that answers at this moment. */
  answering: number | undefined
  state: 'loading' | 'ready' | 'failed' | 'disabled'
  queuedRows: number
}

export interface Registry {
  /** Takes over what Postgres says: loads what is new, swaps each endpoint once its model is loaded. */
  apply(records: readonly EndpointRecord[]): void
  /** Resolves once every model that should answer is loaded or has failed to. */
  settled(): Promise<void>
  has(name: string, version?: string): boolean
  /** Versions of an endpoint that may be called by their number. */
  versionsOf(name: string): number[]
  /**
   * What answers for an endpoint, loading the model first where that is needed. Rejects with RequestError
   * `endpoint_not_found`, `version_not_found`, `endpoint_disabled` or `model_unavailable`.
   */
  find(name: string, version?: string): Promise<Deployment>
  /** What answers now, without waiting; undefined where something must be loaded first. */
  peek(name: string): Deployment | undefined
  status(): EndpointStatus[]
  close(): Promise<void>
}

export interface RegistryOptions extends Omit<InstanceOptions, 'onBatch'> {
  readModel(modelVersionId: string): Promise<ModelValue>
  onBatch?(requests: number, rows: number): void
}

/** A failed load is tried again when Postgres is read again, but not more often than this. */
const RETRY_MS = 20_000

export function createRegistry(options: RegistryOptions): Registry {
  const endpoints = new Map<string, Endpoint>()
  const instances = new Map<string, ModelInstance>()
  /** Model versions that answer only to their number, the one used last at the end. */
  const spare = new Set<string>()
  const swaps = new Set<Promise<void>>()

  const instanceOf = (modelVersionId: string): ModelInstance => {
    const known = instances.get(modelVersionId)
    const failedAt = known?.failedAt()
    if (known && (failedAt === undefined || performance.now() - failedAt < RETRY_MS)) return known
    const instance = createInstance(modelVersionId, () => options.readModel(modelVersionId), {
      ...options,
      onBatch: (requests, rows) => options.onBatch?.(requests, rows),
    })
    instances.set(modelVersionId, instance)
    return instance
  }

  const isPinned = (modelVersionId: string): boolean =>
    [...endpoints.values()].some(
      ({ record, active }) =>
        record.enabled &&
        (active?.instance.modelVersionId === modelVersionId ||
          record.versions.get(record.version) === modelVersionId),
    )

  const isKnown = (modelVersionId: string): boolean =>
    [...endpoints.values()].some(
      ({ record }) => record.enabled && [...record.versions.values()].includes(modelVersionId),
    )

  /** Retires every model that no endpoint needs any more. */
  const sweep = (): void => {
    for (const id of spare) if (!isKnown(id) || isPinned(id)) spare.delete(id)
    while (spare.size > options.limits.spareVersions) {
      const [oldest] = spare
      if (oldest === undefined) break
      spare.delete(oldest)
    }
    for (const [id, instance] of instances) {
      if (isPinned(id) || spare.has(id)) continue
      instances.delete(id)
      track(instance.retire())
    }
  }

  const track = (work: Promise<void>): void => {
    const done = work.finally(() => swaps.delete(done))
    swaps.add(done)
  }

  const deploymentOf = (endpoint: Endpoint, version: number, model: LoadedModel): Deployment => ({
    ...model,
    endpoint: endpoint.record.name,
    version,
  })

  const swap = async (endpoint: Endpoint, version: number, instance: ModelInstance): Promise<void> => {
    const loaded = await instance.ready.catch(() => undefined)
    const { record } = endpoint
    const stillWanted =
      endpoints.get(record.name) === endpoint &&
      record.enabled &&
      record.version === version &&
      instances.get(instance.modelVersionId) === instance
    if (!loaded || !stillWanted) return
    if (endpoint.active?.deployment.version !== version)
      options.log(`Endpoint ${record.name} is answered by version ${version}.`)
    endpoint.active = { instance, deployment: deploymentOf(endpoint, version, loaded) }
    sweep()
  }

  const findVersion = async (endpoint: Endpoint, version: number): Promise<Deployment> => {
    const { active, record } = endpoint
    if (active?.deployment.version === version) return active.deployment
    const modelVersionId = record.versions.get(version)
    if (modelVersionId === undefined) throw versionNotFound(record.name, String(version))
    if (!isPinned(modelVersionId)) {
      spare.delete(modelVersionId)
      spare.add(modelVersionId)
    }
    const instance = instanceOf(modelVersionId)
    sweep()
    return deploymentOf(endpoint, version, instance.loaded() ?? (await instance.ready))
  }

  const peek = (name: string): Deployment | undefined => endpoints.get(name)?.active?.deployment

  return {
    apply(records) {
      const names = new Set(records.map(({ name }) => name))
      for (const name of endpoints.keys()) if (!names.has(name)) endpoints.delete(name)
      for (const record of records) {
        const endpoint = endpoints.get(record.name) ?? { record, active: undefined }
        endpoint.record = record
        endpoints.set(record.name, endpoint)
        if (!record.enabled) endpoint.active = undefined
      }
      for (const endpoint of endpoints.values()) {
        const { record } = endpoint
        const id = record.enabled ? record.versions.get(record.version) : undefined
        if (id === undefined) continue
        const { active } = endpoint
        if (active?.deployment.version === record.version && active.instance.modelVersionId === id) continue
        track(swap(endpoint, record.version, instanceOf(id)))
      }
      sweep()
    },

    async settled() {
      while (swaps.size > 0) await Promise.all(swaps)
    },

    has(name, version) {
      const endpoint = endpoints.get(name)
      return (
        endpoint !== undefined && (version === undefined || endpoint.record.versions.has(Number(version)))
      )
    },

    versionsOf: (name) => [...(endpoints.get(name)?.record.versions.keys() ?? [])].sort((a, b) => a - b),

    async find(name, version) {
      const endpoint = endpoints.get(name)
      if (endpoint === undefined) throw endpointNotFound(name)
      if (!endpoint.record.enabled) throw endpointDisabled(name)
      if (version !== undefined) {
        if (!/^[1-9]\d{0,8}$/.test(version)) throw versionNotFound(name, version)
        return findVersion(endpoint, Number(version))
      }
      return peek(name) ?? findVersion(endpoint, endpoint.record.version)
    },

    peek,

    status() {
      return [...endpoints.values()].map(({ record, active }) => {
        const wanted = instances.get(record.versions.get(record.version) ?? '')
        const state = !record.enabled
          ? 'disabled'
          : active !== undefined
            ? 'ready'
            : wanted?.state() === 'failed'
              ? 'failed'
              : 'loading'
        return {
          name: record.name,
          version: record.version,
          enabled: record.enabled,
          answering: active?.deployment.version,
          state,
          queuedRows: active?.deployment.batcher.queuedRows ?? 0,
        }
      })
    },

    async close() {
      endpoints.clear()
      spare.clear()
      sweep()
      while (swaps.size > 0) await Promise.all(swaps)
    },
  }
}
