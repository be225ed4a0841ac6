import type { Command } from 'commander'
import { ApiError, type Client } from './client.ts'
import { printTable } from './print-table.ts'

/** `millrace approvals`, `approve`, `reject`, `pause`, `resume`. */
export function addApprovalCommands(program: Command, clientOf: () => Client): void {
  program
    .command('approvals')
    .description('list what waits for a decision')
    .action(async () => {
      const open = await clientOf().approvals.list()
      printTable(
        ['Run', 'Node', 'Pipeline', 'Question', 'Deadline'],
        open.map(({ runId, nodeId, pipelineName, question, deadlineAt }) => [
          runId,
          nodeId,
          pipelineName,
          question,
          deadlineAt ?? 'none',
        ]),
      )
    })

  /** The node may be left out where a run asks one thing only. */
  const decide = async (
    decision: 'approved' | 'rejected',
    runId: string,
    options: { node?: string; comment?: string },
  ): Promise<void> => {
    const open = (await clientOf().approvals.list(runId)).filter(({ state }) => state === 'open')
    const asked = options.node ?? (open.length === 1 ? open[0]?.nodeId : undefined)
    if (asked === undefined) {
      const nodes = open.map(({ nodeId }) => nodeId).join(', ')
      throw new ApiError(
        0,
        'bad_request',
        open.length === 0
          ? 'Nothing of that run waits for a decision. See millrace approvals.'
          : `The run asks several things. Say which with --node: ${nodes}.`,
      )
    }
    const { comment } = options
    await clientOf().approvals.decide(runId, asked, { decision, by: 'cli', ...(comment && { comment }) })
    console.log(`${asked} is ${decision}; the run goes on.`)
  }

  for (const [name, decision] of [
    ['approve', 'approved'],
    ['reject', 'rejected'],
  ] as const)
    program
      .command(name)
      .description(`${name} what a run waits for`)
      .argument('<run>', 'id of the run (millrace approvals)')
      .option('--node <node>', 'which node, where several ask')
      .option('--comment <text>', 'kept with the decision')
      .action((runId: string, options: { node?: string; comment?: string }) =>
        decide(decision, runId, options),
      )

  program
    .command('pause')
    .description('start nothing more of a run; what is under way finishes')
    .argument('<run>', 'id of the run (millrace runs)')
    .action(async (id: string) => {
      await clientOf().runs.pause(id)
      console.log('It is paused. millrace resume lets it go on.')
    })

  program
    .command('resume')
    .description('let a paused run go on')
    .argument('<run>', 'id of the run (millrace runs)')
    .action(async (id: string) => {
      await clientOf().runs.resume(id)
      console.log('It goes on.')
    })
}
