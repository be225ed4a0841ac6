import {
  type ColumnBatch,
  batchFromRows,
  cellTypeOf,
  type ColumnData,
  missingColumn,
  valueAt,
  valueTypeOf,
} from '../../ml/tables/column-batch.ts'
import { isPicture } from '../../ml/images/pixels.ts'
import { parseDatetime } from '../../ml/tables/datetime.ts'
import type { Column } from '../../nodes/kit/columns.ts'
import { PREDICTION, probabilityColumn } from '../../nodes/kit/model-schemas.ts'
import { findWarnings, requireFinite, type Warnings } from './check-batch.ts'
import { describeValue, isRecord, jsonNumber } from './json.ts'
import type { ServingLimits } from './limits.ts'
import { RequestError } from './request-error.ts'
import { requireRowCount } from './rows-codec.ts'
import type { ServedModel } from './served-model.ts'

/**
 * The Open Inference Protocol, version 2, over REST: one tensor per column.
 * https://github.com/kserve/open-inference-protocol/blob/main/specification/protocol/inference_rest.md
 */
export type Datatype = 'FP64' | 'FP32' | 'BYTES' | 'BOOL'

export interface TensorMetadata {
  name: string
  datatype: Datatype
  shape: readonly number[]
}

export interface InferenceRequest {
  id: string | undefined
  batch: ColumnBatch
  /** Names of the tensors to answer with, in order. */
  outputs: readonly string[]
  warnings: Warnings
}

/** Datatypes a column may be sent as; its own comes first. */
const integers = ['INT8', 'INT16', 'INT32', 'INT64', 'UINT8', 'UINT16', 'UINT32', 'UINT64']
const numeric = ['FP64', 'FP32', 'FP16', ...integers]

type Sent = Pick<Column, 'kind' | 'name' | 'shape'>

const acceptedDatatypes = (column: Sent): readonly string[] => {
  if (column.kind === 'datetime') return ['BYTES', 'FP64', 'INT64', 'UINT64']
  switch (cellTypeOf(column)) {
    case 'number':
      return numeric
    case 'text':
    case 'bytes':
      return ['BYTES']
    case 'vector':
      // One that is a picture may be sent as an image in base64, too.
      return ['FP32', 'FP64', 'FP16', ...(isPicture(column.shape) ? ['BYTES'] : [])]
    case 'boolean':
      return ['BOOL']
  }
}

const datatypeOf = (column: Sent): Datatype => acceptedDatatypes(column)[0] as Datatype

const tensor = (name: string, datatype: Datatype, shape: readonly number[] = []): TensorMetadata => ({
  name,
  datatype,
  shape: [-1, ...shape],
})

/** The tensors that a model asks for: its raw columns, one value per row, of a vector its numbers. */
export const inputTensors = (model: Pick<ServedModel, 'request'>): TensorMetadata[] =>
  model.request.map((column) => tensor(column.name, datatypeOf(column), column.shape))

/** The tensors that a model answers with: the prediction and, for classes, one probability each. */
export const outputTensors = (model: Pick<ServedModel, 'target' | 'classes'>): TensorMetadata[] => [
  tensor(PREDICTION, datatypeOf(model.target)),
  ...model.classes.map((label) => tensor(probabilityColumn(label), 'FP64')),
]

const refuse = (code: string, message: string, field?: string): RequestError =>
  new RequestError(400, code, message, field === undefined ? {} : { field })

/** Reads an inference request. Throws RequestError naming the tensor, and the row where it is about a value. */
export function decodeInference(
  body: unknown,
  model: Pick<ServedModel, 'request' | 'target' | 'classes' | 'knownCategories'>,
  limits: Pick<ServingLimits, 'rows' | 'warnings'>,
): InferenceRequest {
  if (!isRecord(body)) throw refuse('not_object', 'The request must be an object with a list “inputs”.')
  if (body.id !== undefined && typeof body.id !== 'string') throw refuse('wrong_id', '“id” must be a text.')
  if (!Array.isArray(body.inputs))
    throw refuse('inputs_missing', 'The request must have a list “inputs” of tensors.')
  const outputs = decodeOutputs(body.outputs, model)
  const tensors = new Map<string, Readonly<Record<string, unknown>>>()
  for (const input of body.inputs as readonly unknown[]) {
    if (!isRecord(input) || typeof input.name !== 'string')
      throw refuse('input_invalid', 'Every input must be an object with a “name”.')
    if (tensors.has(input.name))
      throw refuse('input_twice', `Input “${input.name}” is given twice.`, input.name)
    tensors.set(input.name, input)
  }
  let rows: number | undefined
  const columns: Record<string, ColumnData> = Object.create(null)
  for (const column of model.request) {
    const input = tensors.get(column.name)
    if (input === undefined)
      throw refuse('missing_column', `Input “${column.name}” is missing. Send every input.`, column.name)
    const values = decodeTensor(input, column)
    rows ??= values.length
    if (values.length !== rows)
      throw refuse(
        'rows_differ',
        `Input “${column.name}” has ${values.length} rows, but the inputs before it have ${rows}.`,
        column.name,
      )
    requireRowCount(rows, limits.rows)
    columns[column.name] = toColumn(values, column)
  }
  const batch = { rows: rows ?? 0, columns }
  requireFinite(batch)
  return {
    id: body.id,
    batch,
    outputs,
    warnings: findWarnings(batch, model, limits.warnings),
  }
}

function decodeOutputs(outputs: unknown, model: Pick<ServedModel, 'target' | 'classes'>): string[] {
  const names = outputTensors(model).map(({ name }) => name)
  if (outputs === undefined) return names
  if (!Array.isArray(outputs)) throw refuse('outputs_invalid', '“outputs” must be a list of tensors.')
  if (outputs.length === 0) return names
  return (outputs as readonly unknown[]).map((output) => {
    if (!isRecord(output) || typeof output.name !== 'string')
      throw refuse('outputs_invalid', 'Every output must be an object with a “name”.')
    if (!names.includes(output.name))
      throw refuse(
        'output_unknown',
        `There is no output “${output.name.slice(0, 64)}”. There is ${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}.`,
        output.name,
      )
    return output.name
  })
}

/** The values of a tensor, one per row and a list of each vector, after its shape and datatype were checked. */
function decodeTensor(input: Readonly<Record<string, unknown>>, column: Column): unknown[] {
  const { name } = column
  const accepted = acceptedDatatypes(column)
  if (typeof input.datatype !== 'string' || !accepted.includes(input.datatype))
    throw refuse(
      'wrong_datatype',
      `Input “${name}” must have the datatype ${accepted[0]}, but has ${describeValue(input.datatype)}.`,
      name,
    )
  const { shape } = input
  if (
    !Array.isArray(shape) ||
    shape.length === 0 ||
    !shape.every((size) => Number.isSafeInteger(size) && size >= 0)
  )
    throw refuse('wrong_shape', `Input “${name}” must have a shape such as [1] or [1, 1].`, name)
  const [rows, ...rest] = shape as number[]
  const isVector = cellTypeOf(column) === 'vector' && input.datatype !== 'BYTES'
  const width = rest.reduce((product, size) => product * size, 1)
  if (!isVector && rest.some((size) => size !== 1))
    throw refuse(
      'wrong_shape',
      `Input “${name}” has the shape [${shape.join(', ')}], but takes one value per row: [${rows}] or [${rows}, 1].`,
      name,
    )
  if (isVector && column.shape && width !== column.shape.reduce((product, size) => product * size, 1))
    throw refuse(
      'wrong_shape',
      `Input “${name}” has the shape [${shape.join(', ')}], but takes [${[rows, ...column.shape].join(', ')}].`,
      name,
    )
  if (!Array.isArray(input.data)) throw refuse('wrong_data', `Input “${name}” must have a list “data”.`, name)
  const values = flatten(input.data)
  if (values.length !== rows! * width)
    throw refuse(
      'wrong_shape',
      `Input “${name}” has the shape [${shape.join(', ')}], but ${values.length} values.`,
      name,
    )
  if (isVector) return Array.from({ length: rows! }, (_, row) => values.slice(row * width, (row + 1) * width))
  const integer = integers.includes(input.datatype) && column.kind !== 'datetime'
  values.forEach((value, row) => {
    if (!integer || value === null || Number.isInteger(value)) return
    throw refuse(
      'wrong_type',
      `Row ${row + 1}: input “${name}” is ${input.datatype as string}, but holds ${describeValue(value)}.`,
      name,
    )
  })
  return values
}

/** Nested lists in row-major order. Without recursion: a body may nest lists as deep as it likes. */
function flatten(data: readonly unknown[]): unknown[] {
  if (!data.some((each) => Array.isArray(each))) return data as unknown[]
  const values: unknown[] = []
  const pending: { list: readonly unknown[]; at: number }[] = [{ list: data, at: 0 }]
  for (let top = pending.at(-1); top !== undefined; top = pending.at(-1)) {
    if (top.at >= top.list.length) {
      pending.pop()
      continue
    }
    const value = top.list[top.at++]
    if (Array.isArray(value)) pending.push({ list: value, at: 0 })
    else values.push(value)
  }
  return values
}

function toColumn(values: readonly unknown[], column: Column): ColumnData {
  const cells = cellTypeOf(column)
  if (cells === 'bytes' || cells === 'vector') {
    const { name } = column
    const rows = values.map((value) => ({ [name]: value }))
    return batchFromRows(rows, [column]).columns[name] as ColumnData
  }
  const type = valueTypeOf(column)
  const data = missingColumn(type, values.length)
  values.forEach((value, row) => {
    if (value === null) return
    const read = type === 'number' && typeof value === 'string' ? readTime(value, column) : value
    if (typeof read !== (type === 'text' ? 'string' : type))
      throw refuse(
        'wrong_type',
        `Row ${row + 1}: input “${column.name}” must be ${expectation[datatypeOf(column)]}, but is ${describeValue(value)}.`,
        column.name,
      )
    data[row] = read as number | string | boolean
  })
  return data
}

const readTime = (text: string, column: Column): number | null =>
  column.kind === 'datetime' ? parseDatetime(text) : null

const expectation: Readonly<Record<Datatype, string>> = {
  FP64: 'a number',
  FP32: 'a number',
  BYTES: 'a text',
  BOOL: 'true or false',
}

/** Writes an inference response. */
export function encodeInference(answer: {
  model: Pick<ServedModel, 'target' | 'classes'>
  name: string
  version: number
  request: Pick<InferenceRequest, 'id' | 'outputs' | 'warnings'>
  answers: ColumnBatch
}): string {
  const { model, request, answers } = answer
  const datatypes = new Map(outputTensors(model).map(({ name, datatype }) => [name, datatype]))
  const outputs = request.outputs.map((name) => {
    const data = answers.columns[name]!
    const values =
      data instanceof Float64Array
        ? Array.from(data, jsonNumber)
        : Array.from({ length: answers.rows }, (_, row) => JSON.stringify(valueAt(data, row)))
    return `{"name":${JSON.stringify(name)},"shape":[${answers.rows}],"datatype":"${datatypes.get(name)}","data":[${values.join(',')}]}`
  })
  const id = request.id === undefined ? '' : `,"id":${JSON.stringify(request.id)}`
  const { listed, more } = request.warnings
  const text = listed.map(({ message }) => message).join(' ') + (more === 0 ? '' : ` (and ${more} more)`)
  const parameters = listed.length === 0 ? '' : `,"parameters":${JSON.stringify({ warnings: text })}`
  return `{"model_name":${JSON.stringify(answer.name)},"model_version":"${answer.version}"${id}${parameters},"outputs":[${outputs.join(',')}]}`
}
