import { toErrorReport } from '../../nodes/kit/errors.ts'
import type { ModelValue } from '../../nodes/kit/values.ts'
import { type Batcher, createBatcher } from './batcher.ts'
import type { ServingLimits } from './limits.ts'
import { RequestError } from './request-error.ts'
import { createPredictionsEncoder } from './rows-codec.ts'
import type { ServedModel } from './served-model.ts'

/** A loaded model with its queue. */
export interface LoadedModel {
  model: ServedModel
  /** The model's content digest: that of the model version that was deployed. */
  digest: string
  batcher: Batcher
  encodePredictions: ReturnType<typeof createPredictionsEncoder>
}

/** A model version in this process, loaded once whatever the number of endpoints it answers for. */
export interface ModelInstance {
  readonly modelVersionId: string
  state(): 'loading' | 'loaded' | 'failed'
  /** Rejects with RequestError `model_unavailable` where it can't be loaded. */
  ready: Promise<LoadedModel>
  loaded(): LoadedModel | undefined
  /** When loading failed, in milliseconds of `performance.now()`. */
  failedAt(): number | undefined
  /** Disposes of the model once its work in hand is done. Nothing may be submitted afterwards. */
  retire(): Promise<void>
}

export interface InstanceOptions {
  load(value: ModelValue): Promise<ServedModel>
  limits: ServingLimits
  log(message: string): void
  onBatch: (requests: number, rows: number) => void
}

/** Begins to load a model version. */
export function createInstance(
  modelVersionId: string,
  value: () => Promise<ModelValue>,
  options: InstanceOptions,
): ModelInstance {
  let loaded: LoadedModel | undefined
  let failedAt: number | undefined

  const start = async (): Promise<LoadedModel> => {
    try {
      const stored = await value()
      const model = await options.load(stored)
      loaded = {
        model,
        digest: stored.digest,
        batcher: createBatcher((batch) => model.predict(batch), {
          ...options.limits,
          onBatch: options.onBatch,
        }),
        encodePredictions: createPredictionsEncoder(model),
      }
      return loaded
    } catch (error) {
      failedAt = performance.now()
      options.log(
        `Model version ${modelVersionId} can't be loaded: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      )
      const report = toErrorReport(error)
      const reason =
        report.kind === 'unexpected' ? 'The log of the serving process says why.' : report.message
      throw new RequestError(503, 'model_unavailable', `The model can't be loaded. ${reason}`, {
        cause: error,
        retryAfterSeconds: 30,
      })
    }
  }

  const ready = start()
  // Whoever asks for the model hears of the failure; here it only must not count as unhandled.
  ready.catch(() => {})
  return {
    modelVersionId,
    ready,
    state: () => (loaded ? 'loaded' : failedAt === undefined ? 'loading' : 'failed'),
    loaded: () => loaded,
    failedAt: () => failedAt,
    async retire() {
      const model = await ready.catch(() => undefined)
      if (model === undefined) return
      loaded = undefined
      // Who was handed the model just now submits within this turn.
      await new Promise((resolve) => setImmediate(resolve))
      await model.batcher.idle()
      model.model.dispose()
    },
  }
}
