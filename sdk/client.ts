import type { PipelineComponent, PipelineDocument } from '../nodes/graph/document.ts'
import type { GraphProblem } from '../nodes/graph/plan.ts'
import type { GatherReport } from '../nodes/kit/loops.ts'
import type { TemplateView } from '../nodes/templates/view.ts'
import type { PredictionAnswer } from '../server/deployments/predict-rows.ts'
import type { RunFilter } from '../server/runs/run-filter.ts'
import type {
  AddedDatasetView,
  ApprovalView,
  BackfillPreview,
  ComponentUser,
  CollectionView,
  ConnectionTest,
  ConnectionView,
  DatasetView,
  DeletedModelView,
  DeployedView,
  EndpointView,
  IterationView,
  LineageView,
  ModelCardView,
  ModelVersionView,
  PipelineSummary,
  PipelineVersionView,
  PipelineView,
  QueryReadingView,
  RetentionView,
  ReuseView,
  RowsPage,
  RunComparison,
  RunDetail,
  RunSummary,
  RunUpdate,
  ScheduleView,
  SystemInfo,
  VersionComparison,
  WebhookTest,
} from '../server/views.ts'

export interface ClientOptions {
  /** Address of the pages: `http://127.0.0.1:3000`. */
  url: string
  token?: string | undefined
}

/** What the interface answered when it refused or failed. */
export class ApiError extends Error {
  readonly status: number
  readonly code: string
  readonly problems: readonly GraphProblem[]
  constructor(
    status: number,
    code: string,
    message: string,
    problems: readonly GraphProblem[] = [],
    options: { cause?: unknown } = {},
  ) {
    super(message, options)
    this.name = 'ApiError'
    this.status = status
    this.code = code
    this.problems = problems
  }
}

/** Node's fetch waits five minutes for the first line of an answer. */
const isSlow = (error: unknown): boolean =>
  error instanceof Error &&
  (error.cause as { code?: unknown } | undefined)?.code === 'UND_ERR_HEADERS_TIMEOUT'

interface StartRun {
  pipelineId: string
  version?: number | undefined
  until?: string | undefined
  from?: string | undefined
  fresh?: boolean | undefined
  /** Values for the pipeline's parameters, by name; defaults stand in for what is missing. */
  inputs?: Readonly<Record<string, string | number | boolean>> | undefined
  trigger?: 'api' | 'cli' | undefined
}

type ScheduleChanges = Partial<
  Pick<
    ScheduleView,
    | 'name'
    | 'timing'
    | 'overlap'
    | 'paused'
    | 'note'
    | 'catchUpSeconds'
    | 'jitterSeconds'
    | 'startsAt'
    | 'endsAt'
    | 'webhook'
    | 'pipelineVersion'
    | 'inputs'
  >
> & { by?: 'api' | 'cli' }

interface BackfillRange {
  /** ISO. */
  from: string
  to: string
  /** One after another (`bufferAll`) or side by side. */
  overlap?: 'bufferAll' | 'allowAll'
}

/**
 * A typed client of the public interface (`/api/v1`). Every method rejects with ApiError; `unreachable` is its code
 * where nobody answered.
 */
export function createClient({ url, token }: ClientOptions) {
  const base = `${url.replace(/\/$/, '')}/api/v1`
  const authorization = token === undefined ? undefined : `Bearer ${token}`

  const request = (method: string, path: string, init: RequestInit = {}): Promise<Response> =>
    call(
      `${base}${path}`,
      { ...init, method },
      `Millrace does not answer at ${url}. Is it running (npm start)?`,
    )

  /** @param silence what to say where nobody answers */
  const call = async (address: string, init: RequestInit, silence: string): Promise<Response> => {
    const headers = new Headers(init.headers)
    if (authorization !== undefined) headers.set('authorization', authorization)
    const response = await fetch(address, { ...init, headers }).catch((cause: unknown) => {
      const message = isSlow(cause)
        ? 'No answer came within five minutes. Millrace may still be at work: look at what it lists before you ask again.'
        : silence
      throw new ApiError(0, 'unreachable', message, [], { cause })
    })
    if (response.ok) return response
    const body = (await response.json().catch(() => null)) as {
      error?: { code?: unknown; message?: unknown; problems?: GraphProblem[] }
    } | null
    const { code, message, problems } = body?.error ?? {}
    if (typeof code !== 'string' || typeof message !== 'string') throw stranger(response.status)
    throw new ApiError(response.status, code, message, problems)
  }

  /** Something else may stand at the address, or before it, and answer in its own way. */
  const stranger = (status: number): ApiError =>
    new ApiError(
      0,
      'unreachable',
      [502, 503, 504].includes(status)
        ? `Millrace does not answer at ${url}: something before it says so (status ${status}). Is it running (npm start)?`
        : `What answers at ${url} is not Millrace (status ${status}). Is the address right?`,
    )
  const read = async <T>(response: Response): Promise<T> => {
    try {
      return (await response.json()) as T
    } catch {
      throw stranger(response.status)
    }
  }

  const get = async <T>(path: string): Promise<T> => read<T>(await request('GET', path))
  const drop = async <T = object>(path: string): Promise<T> => read<T>(await request('DELETE', path))
  const send = async <T>(method: string, path: string, body: unknown): Promise<T> => {
    const init = { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    return read<T>(await request(method, path, init))
  }

  return {
    system: () => get<SystemInfo>('/system'),
    pipelines: {
      list: () => get<PipelineSummary[]>('/pipelines'),
      get: (id: string) => get<PipelineView>(`/pipelines/${id}`),
      create: (pipeline: {
        name?: string
        template?: string
        document?: unknown
        /** Values for the drawing's parameters, which become its defaults. */
        parameters?: Readonly<Record<string, string | number | boolean>>
      }) => send<{ id: string }>('POST', '/pipelines', pipeline),
      remove: (id: string) => drop(`/pipelines/${id}`),
      save: (id: string, document: PipelineDocument, baseVersion: number) =>
        send<{ version: number; savedAt: string }>('PUT', `/pipelines/${id}`, { document, baseVersion }),
    },
    components: {
      /** Pipelines that can be nodes of others, as a drawing embeds them. */
      list: () => get<PipelineComponent[]>('/components'),
      /** Pipelines that use one as a node. */
      users: (pipelineId: string) => get<ComponentUser[]>(`/pipelines/${pipelineId}/users`),
    },
    versions: {
      /** Newest first, at most 200; `before` goes on below a number. */
      list: (pipelineId: string, filter: { named?: boolean; before?: number } = {}) => {
        const query = new URLSearchParams(Object.entries(filter).map(([name, value]) => [name, `${value}`]))
        return get<PipelineVersionView[]>(`/pipelines/${pipelineId}/versions?${query}`)
      },
      /** What a later version changed; the newest unless one is named. */
      compare: (pipelineId: string, from: number, to?: number) =>
        get<VersionComparison>(
          `/pipelines/${pipelineId}/versions/${from}/changes${to === undefined ? '' : `?to=${to}`}`,
        ),
      /** An empty name takes it away. */
      name: (pipelineId: string, version: number, name: string) =>
        send<object>('PUT', `/pipelines/${pipelineId}/versions/${version}`, { name }),
      restore: (pipelineId: string, version: number) =>
        send<{ version: number; savedAt: string }>(
          'POST',
          `/pipelines/${pipelineId}/versions/${version}/restore`,
          {},
        ),
    },
    templates: {
      list: () => get<TemplateView[]>('/templates'),
      get: (id: string) => get<TemplateView>(`/templates/${id}`),
      save: (template: { title: string; description?: string; document: PipelineDocument }) =>
        send<TemplateView>('POST', '/templates', template),
      change: (id: string, change: { title?: string; description?: string }) =>
        send<TemplateView>('PUT', `/templates/${id}`, change),
      delete: (id: string) => drop(`/templates/${id}`),
    },
    datasets: {
      list: () => get<DatasetView[]>('/datasets'),
      upload: async (name: string, bytes: BodyInit): Promise<AddedDatasetView> => {
        const path = `/datasets?name=${encodeURIComponent(name)}`
        return read(await request('POST', path, { body: bytes, duplex: 'half' } as RequestInit))
      },
      /** Has Millrace fetch a file from an address of the web; it is called as it is there, or by `name`. */
      fetch: (url: string, name?: string) => send<AddedDatasetView>('POST', '/datasets/fetch', { url, name }),
      /** Refused where the newest version of a pipeline reads it, unless that is meant. */
      remove: (id: string, { evenIfRead = false } = {}) => drop(`/datasets/${id}?evenIfRead=${evenIfRead}`),
      read: (id: string, options: Readonly<Record<string, unknown>> = {}) =>
        send<{ schema: unknown; rows: number | null }>('POST', `/datasets/${id}/read`, options),
    },
    connections: {
      list: () => get<ConnectionView[]>('/connections'),
      create: (connection: { name: string; address: ConnectionView['address']; password?: string }) =>
        send<ConnectionView>('POST', '/connections', connection),
      test: (id: string) => send<ConnectionTest>('POST', `/connections/${id}/test`, {}),
      /** Lets drawings know the columns of a query. */
      describe: (id: string, query: string) =>
        send<QueryReadingView>('POST', `/connections/${id}/describe`, { query }),
      remove: (id: string) => drop(`/connections/${id}`),
    },
    approvals: {
      /** What waits for a decision; of a run also what was decided. */
      list: (runId?: string) => get<ApprovalView[]>(runId ? `/approvals?runId=${runId}` : '/approvals'),
      decide: (
        runId: string,
        nodeId: string,
        decision: { decision: 'approved' | 'rejected'; comment?: string; by?: 'api' | 'cli' },
      ) => send<object>('POST', `/approvals/${runId}/${nodeId}`, decision),
    },
    runs: {
      /** Newest first. */
      list: (filter: RunFilter = {}) => {
        const query = new URLSearchParams(
          Object.entries(filter).flatMap(([name, value]) =>
            value === undefined ? [] : [[name, `${value}`]],
          ),
        )
        return get<RunSummary[]>(query.size > 0 ? `/runs?${query}` : '/runs')
      },
      get: (id: string) => get<RunDetail>(`/runs/${id}`),
      start: (run: StartRun) => send<{ runId: string; number: number }>('POST', '/runs', run),
      pause: (id: string) => send<object>('POST', `/runs/${id}/pause`, {}),
      resume: (id: string) => send<object>('POST', `/runs/${id}/resume`, {}),
      cancel: (id: string) => send<object>('POST', `/runs/${id}/cancel`, {}),
      /** Goes on with a run that failed: a new run of the drawing as it is now, which takes over what finished. */
      retry: (id: string, options: { version?: number | undefined; trigger?: 'api' | 'cli' } = {}) =>
        send<{ runId: string; number: number }>('POST', `/runs/${id}/retry`, options),
      /** Runs the same again: version, parameters and files. */
      rerun: (id: string, options: { trigger?: 'api' | 'cli' } = {}) =>
        send<{ runId: string; number: number }>('POST', `/runs/${id}/rerun`, options),
      /** Ends a training after the epoch in hand; it keeps the best weights, and the run goes on. */
      stopNode: (id: string, node: string) => send<object>('POST', `/runs/${id}/nodes/${node}/stop`, {}),
      /** Deletes it with its results; models and endpoints that came of it stay. */
      remove: (id: string) => drop(`/runs/${id}`),
      keep: (id: string, kept = true) => send<object>('PUT', `/runs/${id}/kept`, { kept }),
      /** Where a node’s result came from, and why it was made again. */
      reuse: (id: string, node: string) => get<ReuseView>(`/runs/${id}/nodes/${node}/reuse`),
      /** Items of the loop that a *Gather* ends, as they stand. */
      items: (id: string, node: string) => get<GatherReport>(`/runs/${id}/nodes/${node}/items`),
      /** Folds and trials with their times. */
      iterations: (id: string) => get<IterationView[]>(`/runs/${id}/iterations`),
      /** Runs side by side: parameters, plans, metrics. */
      compare: (ids: readonly string[]) => get<RunComparison>(`/run-comparison?ids=${ids.join(',')}`),
      rows: (id: string, node: string, port: string, page: { offset: number; limit: number }) =>
        get<RowsPage>(
          `/runs/${id}/nodes/${node}/outputs/${port}/rows?offset=${page.offset}&limit=${page.limit}`,
        ),
      report: <T>(id: string, node: string, port: string) =>
        get<T>(`/runs/${id}/nodes/${node}/outputs/${port}`),
      file: (id: string, node: string, port: string) =>
        request('GET', `/runs/${id}/nodes/${node}/outputs/${port}/file`),
      /** Follows a run until it has ended. */
      async *watch(id: string, after = 0): AsyncGenerator<RunUpdate> {
        const response = await request('GET', `/runs/${id}/watch?after=${after}`)
        if (!response.body) return
        let text = ''
        for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
          text += chunk
          const frames = text.split('\n\n')
          text = frames.pop() ?? ''
          for (const frame of frames) yield JSON.parse(frame.slice('data: '.length)) as RunUpdate
        }
      },
    },
    schedules: {
      list: (pipelineId?: string) =>
        get<ScheduleView[]>(pipelineId ? `/schedules?pipelineId=${pipelineId}` : '/schedules'),
      get: (id: string) => get<ScheduleView>(`/schedules/${id}`),
      create: (schedule: Pick<ScheduleView, 'pipelineId' | 'name' | 'timing'> & ScheduleChanges) =>
        send<{ id: string }>('POST', '/schedules', schedule),
      /** What is left out stays as it is. */
      update: (id: string, changes: ScheduleChanges) => send<object>('PUT', `/schedules/${id}`, changes),
      delete: (id: string) => drop(`/schedules/${id}`),
      /** Runs it now, under its overlap policy, paused or not. */
      run: (id: string) => send<object>('POST', `/schedules/${id}/run`, {}),
      /** Its newest runs. */
      runs: (id: string) => get<RunSummary[]>(`/runs?scheduleId=${id}`),
      /** Says that there is new data where Millrace can't see it. */
      tellOfNewData: (id: string) => send<object>('POST', `/schedules/${id}/new-data`, {}),
      previewBackfill: (id: string, range: BackfillRange) =>
        send<BackfillPreview>('POST', `/schedules/${id}/backfill/preview`, range),
      backfill: (id: string, range: BackfillRange) =>
        send<{ count: number; known: number }>('POST', `/schedules/${id}/backfill`, range),
      stopBackfill: (id: string) => drop(`/schedules/${id}/backfill`),
      testWebhook: (id: string) => send<WebhookTest>('POST', `/schedules/${id}/webhook/test`, {}),
      signingKey: (id: string) => get<{ key: string }>(`/schedules/${id}/webhook/key`),
    },
    models: {
      list: () => get<ModelVersionView[]>('/models'),
      get: (id: string) => get<ModelVersionView>(`/models/${id}`),
      /** Refused while an endpoint answers with it, or while it has an alias. */
      remove: (id: string) => drop<DeletedModelView>(`/models/${id}`),
      /** What is known of it by itself. */
      card: (id: string) => get<ModelCardView>(`/models/${id}/card`),
      /** The same with the notes, as Markdown. */
      cardText: async (id: string) => (await request('GET', `/models/${id}/card?format=markdown`)).text(),
      /** Makes it the one that answers at an endpoint. */
      deploy: (id: string, name: string) => send<DeployedView>('POST', `/models/${id}/deploy`, { name }),
      /** A zip for another Millrace. */
      export: async (id: string) =>
        new Uint8Array(await (await request('GET', `/models/${id}/file`)).arrayBuffer()),
      /** The same model again is the version that is there. */
      import: async (bytes: Uint8Array<ArrayBuffer>) =>
        read<{ id: string; isNew: boolean }>(await request('POST', '/models', { body: bytes })),
      /** Takes it from the version of the model that had it. */
      setAlias: async (id: string, alias: string) =>
        read<object>(await request('PUT', `/models/${id}/aliases/${encodeURIComponent(alias)}`)),
      removeAlias: (id: string, alias: string) => drop(`/models/${id}/aliases/${encodeURIComponent(alias)}`),
      /** Notes by heading: an empty one goes, those not named stay. */
      change: (id: string, changes: Partial<Pick<ModelVersionView, 'tags' | 'notes'>>) =>
        send<object>('PUT', `/models/${id}`, changes),
    },
    lineage: {
      model: (id: string) => get<LineageView>(`/lineage/models/${id}`),
      endpoint: (name: string) => get<LineageView>(`/lineage/endpoints/${encodeURIComponent(name)}`),
    },
    maintenance: {
      retention: () => get<RetentionView>('/retention'),
      /** What is left out stays as it is. */
      setRetention: (changes: Partial<RetentionView>) => send<RetentionView>('PUT', '/retention', changes),
      lastCollection: () => get<CollectionView | null>('/garbage-collection'),
      /** A dry run only counts. */
      collect: (dryRun = false) => send<CollectionView>('POST', '/garbage-collection', { dryRun }),
      /** Forgets what later runs of a pipeline, or of one of its nodes, would reuse. */
      clearCache: (pipelineId: string, node?: string) => {
        const query = node === undefined ? '' : `?node=${encodeURIComponent(node)}`
        return drop<{ entries: number; bytes: number }>(`/pipelines/${pipelineId}/cache${query}`)
      },
    },
    endpoints: {
      list: () => get<EndpointView[]>('/endpoints'),
      get: (name: string) => get<EndpointView>(`/endpoints/${encodeURIComponent(name)}`),
      /** Asks an endpoint as any application does; without a version the one that answers now. */
      predict: async (
        { name, url: address }: Pick<EndpointView, 'name' | 'url'>,
        rows: readonly unknown[],
        version?: number,
      ): Promise<PredictionAnswer> => {
        const of =
          version === undefined ? address : address.replace(/predict$/, `versions/${version}/predict`)
        return read(
          await call(
            of,
            {
              method: 'POST',
              body: JSON.stringify({ rows }),
              headers: { 'content-type': 'application/json' },
            },
            `The endpoint “${name}” does not answer at ${address}. Is Millrace running (npm start)?`,
          ),
        )
      },
    },
  }
}

export type Client = ReturnType<typeof createClient>
