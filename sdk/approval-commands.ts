import type { Command } from 'commander'
import type { Client } from './client.ts'
import { withExamples } from './examples.ts'
import { chooseQuestion, findRun, runWords } from './find-run.ts'
import { type ListOptions, printList, withJson } from './print-table.ts'
import { plain } from './words.ts'

/** `millrace approvals`, `approve`, `reject`. */
export function addApprovalCommands(program: Command, clientOf: () => Client): void {
  withExamples(
    withJson(
      program.command('approvals').description('list the questions that runs ask before they go on'),
    ).action(async (options: ListOptions) => {
      const open = await clientOf().approvals.list()
      if (open.length === 0 && !options.json) console.log('No run waits for a decision.')
      else
        printList(
          options,
          open,
          ['Pipeline', 'Question', 'Decides itself', 'Node', 'Run'],
          ({ runId, runNumber, nodeId, pipelineName, question, deadlineAt }) => [
            `${pipelineName}, run ${runNumber}`,
            plain(question),
            deadlineAt ?? 'never',
            nodeId,
            runId,
          ],
        )
    }),
    [
      ['approvals', 'list them; the last column is what approve and reject take'],
      ['runs --state waiting', 'list the runs that ask'],
    ],
  )

  const decide = async (
    decision: 'approved' | 'rejected',
    runId: string,
    { node, comment }: { node?: string; comment?: string },
  ): Promise<void> => {
    const client = clientOf()
    const run = await findRun(client, runId)
    const asked = chooseQuestion(run, await client.approvals.list(runId), node)
    await client.approvals.decide(runId, asked, { decision, by: 'cli', ...(comment && { comment }) })
    console.log(`“${asked}” is ${decision}. ${runWords(run)} goes on.`)
  }

  for (const [name, decision, description, comment] of [
    ['approve', 'approved', 'say yes to what a run asks, so that it goes on', 'checked by hand'],
    ['reject', 'rejected', 'say no to what a run asks; it goes on the other way', 'too few rows'],
  ] as const)
    withExamples(
      program
        .command(name)
        .description(description)
        .argument('<run>', 'id of the run (millrace approvals lists them)')
        .option('--node <node>', 'id of the node that asks; only needed where a run asks several things')
        .option('--comment <text>', 'why; kept with the decision')
        .action((runId: string, options: { node?: string; comment?: string }) =>
          decide(decision, runId, options),
        ),
      [
        [`${name} 3c5e…`, 'answer the only question of that run'],
        [`${name} 3c5e… --comment "${comment}"`, 'and say why'],
        [`${name} 3c5e… --node gate`, 'answer what the node “gate” asks'],
      ],
    )
}
