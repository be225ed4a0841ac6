import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNodeBench, type NodeBench } from '../../../tests/kit/node-bench.ts'
import { sampleColumn, sampleTable } from '../../kit/samples.ts'
import { contract } from './definition.ts'
import type { ContractReport } from './run.ts'

let bench: NodeBench
beforeAll(async () => {
  bench = await createNodeBench()
})
afterAll(() => bench[Symbol.dispose]())

const columns = [
  sampleColumn('age', 'number'),
  sampleColumn('code', 'text'),
  sampleColumn('made', 'datetime'),
  sampleColumn('colour', 'category'),
]
const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString().slice(0, 19)
const table = () =>
  bench.table(
    `(VALUES (1::BIGINT, 10::DOUBLE, 'AB1', TIMESTAMP '${ago(50)}', 'red'), (2, -3, 'AB2', NULL, 'green'),
      (3, 'nan'::DOUBLE, NULL, TIMESTAMP '${ago(5)}', 'red'), (4, 200, 'x', NULL, 'blue'),
      (5, 10, 'AB1', NULL, NULL)) AS t(_row, age, code, made, colour)`,
    columns,
  )
const verdicts = async (...rules: object[]) => {
  const made = await bench.run('data.contract', { table: await table() }, { rules, action: 'warn' })
  const { report, metrics } = made.report as { report: ContractReport; metrics: Record<string, number> }
  expect(metrics.brokenRules).toBe(report.verdicts.filter(({ holds }) => !holds).length)
  return report.verdicts.map(({ holds, broken, examples, found }) => [holds, broken, examples, found])
}

describe('data contract', () => {
  it('counts what breaks each rule, and lets missing values break one only', async () => {
    const found = await verdicts(
      { check: 'present', column: 'age' },
      { check: 'range', column: 'age', min: 0, max: 120 },
      { check: 'range', column: 'age', min: -3 },
      { check: 'values', column: 'colour', values: ['red', 'green'] },
      { check: 'values', column: 'age', values: ['10', '-3', '200'] },
      { check: 'pattern', column: 'code', pattern: '[A-Z]{2}[0-9]' },
      { check: 'unique', column: 'code' },
      { check: 'rows', min: 5, max: 5 },
      { check: 'rows', max: 4 },
    )
    expect(found).toEqual([
      [false, 1, [], '1 of 5 rows break it'],
      [false, 2, ['-3', '200'], '2 of 5 rows break it, such as -3 and 200'],
      [true, 0, [], ''],
      [false, 1, ['blue'], '1 of 5 rows break it, such as blue'],
      [true, 0, [], ''],
      [false, 1, ['x'], '1 of 5 rows break it, such as x'],
      [false, 1, ['AB1'], '1 of 5 rows break it, such as AB1'],
      [true, 0, [], ''],
      [false, 0, [], 'there are 5'],
    ])
  })

  it('lets so many rows break a rule as it says', async () => {
    const rule = { check: 'range', column: 'age', min: 0, max: 120 }
    const such = '2 of 5 rows break it, such as -3 and 200'
    expect(await verdicts({ ...rule, share: 0.4 }, { ...rule, share: 0.39 })).toEqual([
      [true, 2, ['-3', '200'], ''],
      [false, 2, ['-3', '200'], such],
    ])
  })

  it('tells how old the newest row is', async () => {
    const [fresh, old] = await verdicts(
      { check: 'fresh', column: 'made', hours: 6 },
      { check: 'fresh', column: 'made', hours: 4 },
    )
    expect(fresh).toEqual([true, 0, [], ''])
    expect(old).toEqual([false, 0, [], 'it is 5 hours old'])
  })

  it('hands the table on as it came, or stops with what is wrong', async () => {
    const input = await table()
    const rules = [
      { check: 'present', column: 'code' },
      { check: 'rows', min: 6 },
    ]
    const made = await bench.run('data.contract', { table: input }, { rules, action: 'warn' })
    expect(await bench.rowIds(made.table)).toEqual([1, 2, 3, 4, 5])
    expect(made.table.schema).toEqual(input.schema)
    await expect(bench.run('data.contract', { table: input }, { rules })).rejects.toMatchObject({
      code: 'contract_broken',
      message:
        'The data breaks 2 of 2 rules. Not so: *code* is not missing (1 of 5 rows break it). ' +
        'Not so: the number of rows is at least 6 (there are 5). Mend the data at its source, or change the rule.',
    })
    const pattern = [{ check: 'pattern', column: 'code', pattern: '(?=A).*' }]
    await expect(bench.run('data.contract', { table: input }, { rules: pattern })).rejects.toMatchObject({
      code: 'pattern_wrong',
    })
  })

  it('says before the run what is wrong with a rule', () => {
    const problems = (...rules: object[]) =>
      contract
        .schema({
          inputs: { table: sampleTable(...columns) },
          params: contract.params.parse({ rules }),
          context: { sources: {} },
        })
        .problems?.map(({ message }) => message)
    expect(problems()).toEqual(['There is no rule yet, so every table passes. Add one.'])
    expect(problems({ check: 'present' }, { check: 'rows', min: 1 }, { check: 'unique' })).toEqual([
      'Rules 1 and 3: choose their columns.',
    ])
    expect(
      problems(
        { check: 'present', column: 'age' },
        { check: 'present' },
        { check: 'unique', column: 'Age' },
        { check: 'range', column: 'code', min: 0 },
        { check: 'range', column: 'age' },
        { check: 'rows', min: 3, max: 2 },
        { check: 'values', column: 'colour' },
        { check: 'pattern', column: 'code', pattern: '(' },
      ),
    ).toEqual([
      'Rule 2: choose its column.',
      'Rule 3: No column *Age* arrives here. Did you mean *age*?',
      'Rule 4: *code* is text, and this rule is for numbers.',
      'Rule 5: write the least, the most, or both.',
      'Rule 6: the least is more than the most.',
      'Rule 7: write the values that are allowed.',
      'Rule 8: the pattern is not a regular expression.',
    ])
  })
})
