import { expect, test } from 'vitest'
import { ApiError, type Client } from './client.ts'
import { checkNode, chooseQuestion, findRun } from './find-run.ts'

const nodes = ['data', 'ask', 'sure'].map((id) => ({ id, type: 'control.pass', title: id, inputs: {} }))
const run = { number: 3, pipelineName: 'Penguins', planNodes: nodes }
const open = (nodeId: string) => ({ nodeId, state: 'open' as const })

test('the only question is meant where none is named', () => {
  expect(chooseQuestion(run, [open('ask'), { nodeId: 'sure', state: 'approved' }])).toBe('ask')
  expect(chooseQuestion(run, [open('ask'), open('sure')], 'sure')).toBe('sure')
})

test.each([
  [
    [],
    undefined,
    'Run 3 of “Penguins” does not wait for a decision. millrace approvals lists the runs that do.',
  ],
  [
    [],
    'data',
    'Run 3 of “Penguins” does not wait for a decision. millrace approvals lists the runs that do.',
  ],
  [[open('ask')], 'data', '“data” does not wait for a decision. In this run these do: ask.'],
  [[open('ask')], 'nope', 'Run 3 of “Penguins” has no node “nope”. Its nodes are: data, ask, sure.'],
  [
    [open('ask'), open('sure')],
    undefined,
    'Run 3 of “Penguins” asks several things. Say which with --node: ask, sure.',
  ],
  [
    [{ nodeId: 'ask', state: 'rejected' as const }],
    'ask',
    '“ask” was rejected already. What is decided stays.',
  ],
])('with %o and --node %s it says what to do', (asked, node, message) => {
  expect(() => chooseQuestion(run, asked, node)).toThrow(message)
})

test('a node that is not there is told with those that are', () => {
  expect(() => checkNode(run, 'ask')).not.toThrow()
  expect(() => checkNode(run, 'train')).toThrow('Its nodes are: data, ask, sure.')
})

test('an unknown run is told with the way to the ids; other failures stay what they are', async () => {
  const clientThat = (error: ApiError) =>
    ({ runs: { get: () => Promise.reject(error) } }) as unknown as Client
  await expect(
    findRun(clientThat(new ApiError(404, 'not_found', 'There is no such run.')), 'x'),
  ).rejects.toThrow('There is no run “x”. millrace runs lists them.')
  await expect(findRun(clientThat(new ApiError(0, 'unreachable', 'Nobody answers.')), 'x')).rejects.toThrow(
    'Nobody answers.',
  )
})
