/**
 * Times training of forests and boosted trees beside scikit-learn's on the same made-up rows, one thread each:
 * `node --import tsx tests/bench/trees.ts [rows] [columns]`. `PYTHON` names a Python with scikit-learn; without one, ours alone.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Generator } from '../../ml/training/random.ts'
import { batchOf, boosting, forest, learn } from '../../ml/trees/testing.ts'

const [rows = 20_000, columns = 20] = process.argv.slice(2).map(Number)
const generator = Generator.fromSeed(1)
const uniform = () => generator.next() / 2 ** 32
const table = Object.fromEntries(
  Array.from({ length: columns }, (_, index) => [`x${index}`, Array.from({ length: rows }, uniform)]),
)
const target = Array.from({ length: rows }, (_, row) => {
  const at = (index: number) => table[`x${index % columns}`]?.[row] ?? 0
  return 10 * Math.sin(Math.PI * at(0) * at(1)) +
    20 * (at(2) - 0.5) ** 2 +
    10 * at(3) +
    5 * at(4) +
    uniform() >
    14
    ? 'yes'
    : 'no'
})
const settings = { forest: { ...forest, trees: 50 }, boosting: { ...boosting, rounds: 100 } }

const python = `
import csv, json, sys, time, numpy
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
with open(sys.argv[1]) as file: lines = list(csv.reader(file))
x = numpy.array([line[:-1] for line in lines], dtype=float)
y = numpy.array([line[-1] for line in lines])
models = {
    "forest": RandomForestClassifier(n_estimators=50, n_jobs=1, random_state=0),
    "boosting": HistGradientBoostingClassifier(max_iter=100, early_stopping=False, random_state=0),
}
result = {}
for name, model in models.items():
    begun = time.perf_counter(); model.fit(x, y); fitted = time.perf_counter(); model.predict_proba(x)
    result[name] = {"fit": fitted - begun, "answer": time.perf_counter() - fitted}
print(json.dumps(result))
`

/** Seconds of scikit-learn by model; null where there is none. */
function peer(): Record<string, { fit: number; answer: number }> | null {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-trees-'))
  try {
    const file = join(folder, 'rows.csv')
    const lines = target.map((label, row) =>
      [...Object.values(table).map((values) => values[row]), label].join(','),
    )
    writeFileSync(file, lines.join('\n'))
    const env = { ...process.env, OMP_NUM_THREADS: '1' }
    const { status, stdout, stderr } = spawnSync(process.env.PYTHON ?? 'python3', ['-c', python, file], {
      env,
    })
    if (status === 0) return JSON.parse(stdout.toString()) as ReturnType<typeof peer>
    console.log(`scikit-learn did not run: ${stderr.toString().trim().split('\n').at(-1) ?? 'no Python'}`)
    return null
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const theirs = peer()
for (const [name, blueprint] of Object.entries(settings)) {
  const begun = performance.now()
  const { model } = await learn({ rows: table, target }, blueprint)
  const fit = (performance.now() - begun) / 1000
  const batch = batchOf(table)
  const asked = performance.now()
  model.answers(batch)
  const answer = (performance.now() - asked) / 1000
  const one = batchOf(
    Object.fromEntries(Object.entries(table).map(([column, values]) => [column, values.slice(0, 1)])),
  )
  const alone = performance.now()
  for (let times = 0; times < 1000; times++) model.answers(one)
  const micros = performance.now() - alone
  const other = theirs?.[name]
  const beside = (own: number, of: number | undefined) =>
    of === undefined ? '' : ` (scikit-learn ${of.toFixed(2)} s, ratio ${(own / of).toFixed(2)})`
  console.log(
    `${name}, ${rows} × ${columns}: training ${fit.toFixed(2)} s${beside(fit, other?.fit)}; answers ${answer.toFixed(2)} s${beside(answer, other?.answer)}; one row ${micros.toFixed(0)} µs`,
  )
}
