import type { ApprovalView, RunDetail } from '../server/views.ts'
import { ApiError, type Client } from './client.ts'
import { known } from './find-one.ts'

/** `Run 3 of “Penguins”`. */
export const runWords = ({ number, pipelineName }: Pick<RunDetail, 'number' | 'pipelineName'>): string =>
  `Run ${number} of “${pipelineName}”`

const refuse = (message: string): never => {
  throw new ApiError(0, 'bad_request', message)
}

/** A run by its id. @throws ApiError that says where the ids stand. */
export const findRun = (client: Client, id: string): Promise<RunDetail> =>
  known('run', id, client.runs.get(id))

/** Passes for a node of the run. @throws ApiError that names the nodes there are. */
export function checkNode(run: Pick<RunDetail, 'number' | 'pipelineName' | 'planNodes'>, node: string): void {
  if (run.planNodes.some(({ id }) => id === node)) return
  const nodes = run.planNodes.map(({ id }) => id).join(', ')
  refuse(`${runWords(run)} has no node “${node}”. Its nodes are: ${nodes}.`)
}

/**
 * The node whose question is meant: the one named, or the only one that asks.
 * @param asked all that the run asks or asked.
 * @throws ApiError that says what to do instead.
 */
export function chooseQuestion(
  run: Pick<RunDetail, 'number' | 'pipelineName' | 'planNodes'>,
  asked: readonly Pick<ApprovalView, 'nodeId' | 'state'>[],
  node?: string,
): string {
  const open = asked.filter(({ state }) => state === 'open').map(({ nodeId }) => nodeId)
  const [first] = open
  if (node !== undefined) {
    checkNode(run, node)
    const known = asked.find(({ nodeId }) => nodeId === node)
    if (known?.state === 'open') return node
    if (known) return refuse(`“${node}” was ${known.state} already. What is decided stays.`)
  }
  if (first === undefined)
    return refuse(`${runWords(run)} does not wait for a decision. millrace approvals lists the runs that do.`)
  if (node !== undefined)
    return refuse(`“${node}” does not wait for a decision. In this run these do: ${open.join(', ')}.`)
  if (open.length > 1)
    return refuse(`${runWords(run)} asks several things. Say which with --node: ${open.join(', ')}.`)
  return first
}
