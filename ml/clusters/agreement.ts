/**
 * Adjusted Rand index (Hubert & Arabie, 1985): how far two partitions of rows agree over pairs of rows, 1 where they are
 * the same and about 0 where they agree by chance; as scikit-learn's `adjusted_rand_score`.
 */
export function adjustedRand(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [both, first, second] = [
    new Map<string, number>(),
    new Map<string, number>(),
    new Map<string, number>(),
  ]
  const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1)
  for (let row = 0; row < a.length; row++) {
    count(both, `${a[row]} ${b[row]}`)
    count(first, String(a[row]))
    count(second, String(b[row]))
  }
  const pairs = (n: number) => (n * (n - 1)) / 2
  const sum = (map: Map<string, number>) => [...map.values()].reduce((total, n) => total + pairs(n), 0)
  const [together, inFirst, inSecond] = [sum(both), sum(first), sum(second)]
  const chance = a.length < 2 ? 0 : (inFirst * inSecond) / pairs(a.length)
  const most = (inFirst + inSecond) / 2
  return most === chance ? 1 : (together - chance) / (most - chance)
}
