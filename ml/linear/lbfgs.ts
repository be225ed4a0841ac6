/** The value of a smooth function at `point`; its gradient is written into `gradient`. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number

export interface Minimum {
  point: Float64Array
  iterations: number
  /** False where the iterations ran out, or rounding let no step go further down, before the gradient was small. */
  converged: boolean
}

export interface LbfgsOptions {
  maxIterations: number
  /** Ends where no partial derivative is larger. */
  tolerance: number
  /** Called before each iteration; may throw, to give up. */
  onIteration?: (iteration: number) => Promise<void>
}

/** Pairs of differences that the curvature is kept in. */
const MEMORY = 10
/** Constants of the Wolfe conditions. */
const DECREASE = 1e-4
const CURVATURE = 0.9
const MAX_TRIALS = 60

interface Pair {
  step: Float64Array
  change: Float64Array
  /** 1 / step · change */
  rho: number
}

/**
 * Minimises a smooth convex function from the origin by limited-memory BFGS (Nocedal & Wright, Numerical Optimization,
 * 2nd ed., algorithms 7.4 and 7.5). The line search doubles and bisects until the weak Wolfe conditions hold (Lewis &
 * Overton, Nonsmooth optimization via quasi-Newton methods, 2013, algorithm 2.6); near the minimum, where differences
 * of values drown in rounding, the decrease is judged by the slope (Hager & Zhang, 2005, "approximate Wolfe").
 */
export async function minimise(objective: Objective, size: number, options: LbfgsOptions): Promise<Minimum> {
  let point = new Float64Array(size)
  let gradient = new Float64Array(size)
  let value = objective(point, gradient)
  const pairs: Pair[] = []
  for (let iteration = 0; ; iteration++) {
    if (largest(gradient) <= options.tolerance) return { point, iterations: iteration, converged: true }
    if (iteration === options.maxIterations) return { point, iterations: iteration, converged: false }
    await options.onIteration?.(iteration + 1)
    const direction = descent(gradient, pairs)
    const first = pairs.length > 0 ? 1 : Math.min(1, 1 / Math.sqrt(dot(gradient, gradient)))
    const found = search(objective, { point, value, gradient, direction, first })
    if (!found) return { point, iterations: iteration, converged: false }
    const step = difference(found.point, point)
    const change = difference(found.gradient, gradient)
    const curvature = dot(step, change)
    if (curvature > 0) {
      pairs.push({ step, change, rho: 1 / curvature })
      if (pairs.length > MEMORY) pairs.shift()
    }
    ;({ point, value, gradient } = found)
  }
}

/** Minus the gradient times the approximate inverse Hessian: the two-loop recursion. */
function descent(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.map((slope) => -slope)
  const factors = pairs.toReversed().map(({ step, change, rho }) => {
    const factor = rho * dot(step, direction)
    addScaled(direction, -factor, change)
    return factor
  })
  const newest = pairs.at(-1)
  if (newest) {
    const scale = 1 / (newest.rho * dot(newest.change, newest.change))
    for (let i = 0; i < direction.length; i++) direction[i] = (direction[i] as number) * scale
  }
  for (const { step, change, rho } of pairs) {
    addScaled(direction, (factors.pop() as number) - rho * dot(change, direction), step)
  }
  return direction
}

interface Start {
  point: Float64Array
  value: number
  gradient: Float64Array
  direction: Float64Array
  first: number
}

function search(objective: Objective, start: Start) {
  const { direction, value: from } = start
  const slope = dot(start.gradient, direction)
  const rounding = 1e-12 * Math.abs(from)
  let [low, high, t] = [0, Number.POSITIVE_INFINITY, start.first]
  for (let trial = 0; trial < MAX_TRIALS; trial++) {
    const point = start.point.slice()
    addScaled(point, t, direction)
    const gradient = new Float64Array(point.length)
    const value = objective(point, gradient)
    const slopeHere = dot(gradient, direction)
    const isLower =
      value <= from + DECREASE * t * slope ||
      (value <= from + rounding && slopeHere <= (2 * DECREASE - 1) * slope)
    if (!isLower) high = t
    else if (slopeHere < CURVATURE * slope) low = t
    else return { point, value, gradient }
    t = high === Number.POSITIVE_INFINITY ? 2 * low : (low + high) / 2
  }
  return null
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}

function addScaled(into: Float64Array, factor: number, values: Float64Array): void {
  for (let i = 0; i < into.length; i++) into[i] = (into[i] as number) + factor * (values[i] as number)
}

const difference = (a: Float64Array, b: Float64Array): Float64Array =>
  a.map((value, i) => value - (b[i] as number))

const largest = (values: Float64Array): number =>
  values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
