import { expect, test } from 'vitest'
import type { PipelineVersionView } from '../../../../server/views.ts'
import { groupVersions } from './version-groups.ts'

const at = (
  version: number,
  minute: number,
  more: Partial<PipelineVersionView> = {},
): PipelineVersionView => ({
  version,
  label: null,
  name: null,
  createdAt: new Date(Date.UTC(2026, 0, 5, 9, minute)).toISOString(),
  nodeCount: 1,
  changes: 1,
  runs: [],
  schedules: [],
  endpoints: [],
  ...more,
})

test('what is used or named, the ends of sittings, the first and the newest stand out', () => {
  const versions = [
    at(9, 200),
    at(8, 195),
    at(7, 190, { name: 'For the paper' }),
    at(6, 185),
    at(5, 60),
    at(4, 50, { runs: [{ id: 'r', number: 1, state: 'succeeded' }] }),
    at(3, 45),
    at(2, 40),
    at(1, 0),
  ]
  expect(
    groupVersions(versions).map(({ version, autosaves }) => [
      version.version,
      autosaves.map((autosave) => autosave.version),
    ]),
  ).toEqual([
    [9, [8]],
    [7, [6]],
    [5, []],
    [4, [3, 2]],
    [1, []],
  ])
  expect(groupVersions([])).toEqual([])
})
