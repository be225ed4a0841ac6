import { initTRPC, TRPCError } from '@trpc/server'
import { databaseOutage, isDatabaseOutage, isUnstorableText, unstorableText } from '../../drizzle/errors.ts'
import { toErrorReport, type ErrorReport } from '../../nodes/kit/errors.ts'
import { RefusedDrawingError } from '../runs/start-run.ts'
import type { GraphProblem } from '../../nodes/graph/plan.ts'
import { ForbiddenError, UnauthorizedError } from './guard.ts'
import type { Services } from './services.ts'

type TrpcCode = TRPCError['code']

/** The one mapping from an error to what a caller of the API is told; REST uses it too. */
export function toApiError(error: unknown): { code: TrpcCode; status: number; report: ErrorReport } {
  if (isDatabaseOutage(error)) return { code: 'SERVICE_UNAVAILABLE', status: 503, report: databaseOutage }
  if (isUnstorableText(error)) return { code: 'BAD_REQUEST', status: 400, report: unstorableText }
  const report = toErrorReport(error)
  if (error instanceof ForbiddenError) return { code: 'FORBIDDEN', status: 403, report }
  if (error instanceof UnauthorizedError) return { code: 'UNAUTHORIZED', status: 401, report }
  switch (report.kind) {
    case 'user':
      if (report.code === 'not_found') return { code: 'NOT_FOUND', status: 404, report }
      if (report.code === 'conflict') return { code: 'CONFLICT', status: 409, report }
      if (report.code === 'too_large') return { code: 'PAYLOAD_TOO_LARGE', status: 413, report }
      return { code: 'BAD_REQUEST', status: 400, report }
    case 'operational':
      return { code: 'SERVICE_UNAVAILABLE', status: 503, report }
    case 'unexpected':
      return { code: 'INTERNAL_SERVER_ERROR', status: 500, report }
  }
}

export const problemsOf = (error: unknown): readonly GraphProblem[] =>
  error instanceof RefusedDrawingError ? error.problems : []

const t = initTRPC.context<Services>().create({
  errorFormatter({ shape, error }) {
    // An error of tRPC's own (bad input, unknown procedure) is safe; what a procedure threw is mapped.
    const isOwn = error.cause === undefined || error.code === 'BAD_REQUEST' || error.code === 'PARSE_ERROR'
    const report: ErrorReport = isOwn
      ? { kind: 'user', code: error.code.toLowerCase(), message: error.message }
      : toErrorReport(error.cause)
    const { stack: _, ...data } = shape.data
    return { ...shape, message: report.message, data: { ...data, report, problems: problemsOf(error.cause) } }
  },
})

const mapErrors = t.middleware(async ({ next }) => {
  const result = await next()
  if (result.ok || result.error.cause === undefined) return result
  const { cause } = result.error
  const { code, report } = toApiError(cause)
  if (report.kind === 'unexpected') console.error(cause)
  throw new TRPCError({ code, message: report.message, cause })
})

export const router = t.router
export const procedure = t.procedure.use(mapErrors)
