import { problemsOf, toApiError } from '../trpc.ts'

/** `{ "error": { code, message, problems? } }` with the status that fits. */
export function toErrorResponse(error: unknown): Response {
  const { status, report } = toApiError(error)
  if (status >= 500) console.error(error)
  const problems = problemsOf(error)
  const { code, message, field } = report
  return Response.json(
    { error: { code, message, ...(field ? { field } : {}), ...(problems.length > 0 ? { problems } : {}) } },
    { status },
  )
}
