'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import {
  createTRPCClient,
  httpBatchStreamLink,
  httpSubscriptionLink,
  splitLink,
  TRPCClientError,
  type TRPCClientErrorLike,
} from '@trpc/client'
import { createTRPCContext } from '@trpc/tanstack-react-query'
import dynamic from 'next/dynamic'
import { type ReactNode, useState, useSyncExternalStore } from 'react'
import type { GraphProblem } from '../nodes/graph/plan.ts'
import type { AppRouter } from '../server/api/router.ts'
import { connection, isGatewayFailure } from './components/connection.ts'
import { ConnectionNotice } from './components/connection-notice.tsx'
import { lock } from './components/lock.ts'
import { say, sayMessage } from './i18n/current.ts'

/**
 * The page's way to the server. `const trpc = useTRPC()`, then `useQuery(trpc.runs.get.queryOptions({ id }))`,
 * `useMutation(trpc.runs.start.mutationOptions())`, `useSubscription(trpc.runs.watch.subscriptionOptions(…))`;
 * `useTRPCClient()` for calls outside of a query.
 */
export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>()

const URL = '/api/trpc'

type ApiError = TRPCClientErrorLike<AppRouter>

const isApiError = (error: unknown): error is TRPCClientError<AppRouter> => error instanceof TRPCClientError

/** `NOT_FOUND`, `CONFLICT`, `BAD_REQUEST`, …; null where the server did not answer at all. */
export function errorCode(error: ApiError | Error | null): string | null {
  return isApiError(error) ? (error.data?.code ?? null) : null
}

/** The problems by which the server refused a drawing. */
export function errorProblems(error: ApiError | Error | null): readonly GraphProblem[] {
  const data: unknown = isApiError(error) ? error.data : null
  if (typeof data !== 'object' || data === null || !('problems' in data)) return []
  return Array.isArray(data.problems) ? (data.problems as readonly GraphProblem[]) : []
}

/** What to tell a person about an error: the server's own words in the reader's language, or that it can't be reached. */
export function errorMessage(error: ApiError | Error | null): string {
  if (error === null) return ''
  if (isApiError(error) && error.data == null)
    return say('Millrace does not answer. Check that it is still running, then try again.')
  return sayMessage(error.message)
}

function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // What the server refuses it will refuse again; a server that is starting deserves some patience.
        retry: (count, error) => errorCode(error) === null && count < 3,
        retryDelay: (attempt) => Math.min(400 * 2 ** attempt, 4_000),
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  })
}

/** A Millrace that asks for its token refuses everything until it has it; one that is gone answers nothing. */
const guardedFetch: typeof fetch = async (input, init) => {
  let response: Response
  try {
    response = await fetch(input, init)
  } catch (error) {
    if (!init?.signal?.aborted) connection.suspect()
    throw error
  }
  if (isGatewayFailure(response.status)) connection.suspect()
  if (response.status === 401) lock.set(true)
  return response
}

const createClient = () =>
  createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({ url: URL }),
        // Streamed, so that a quick answer does not wait for a slow one beside it.
        false: httpBatchStreamLink({ url: URL, maxURLLength: 4_000, fetch: guardedFetch }),
      }),
    ],
  })

const TokenGate = dynamic(() => import('./components/token-gate.tsx').then((module) => module.TokenGate), {
  ssr: false,
})

/** Asks for the token where the server wants one; fetched only then. */
function Gate() {
  const locked = useSyncExternalStore(lock.subscribe, lock.get, () => false)
  return locked ? <TokenGate /> : null
}

export function ApiProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(createQueryClient)
  const [trpcClient] = useState(createClient)
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
        <Gate />
        <ConnectionNotice />
      </TRPCProvider>
    </QueryClientProvider>
  )
}
