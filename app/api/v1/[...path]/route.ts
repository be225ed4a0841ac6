import { handleRest } from '../../../../server/api/rest/handle-rest.ts'
import { getServices } from '../../../../server/api/services.ts'

export const dynamic = 'force-dynamic'

const handle = (request: Request): Promise<Response> =>
  handleRest(request, new URL(request.url).pathname.slice('/api/v1'.length), getServices)

export { handle as DELETE, handle as GET, handle as POST, handle as PUT }
