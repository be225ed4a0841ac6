import { fetchRequestHandler } from '@trpc/server/adapters/fetch'
import { guardRequest } from '../../../../server/api/guard.ts'
import { appRouter } from '../../../../server/api/router.ts'
import { getServices } from '../../../../server/api/services.ts'
import { toErrorResponse } from '../../../../server/api/rest/respond.ts'

export const dynamic = 'force-dynamic'

async function handle(request: Request): Promise<Response> {
  try {
    const services = await getServices()
    guardRequest(request, services.config)
    return await fetchRequestHandler({
      endpoint: '/api/trpc',
      req: request,
      router: appRouter,
      createContext: () => services,
    })
  } catch (error) {
    return toErrorResponse(error)
  }
}

export { handle as GET, handle as POST }
