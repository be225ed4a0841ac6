import { DataError } from '../errors.ts'
import { decodeImages } from '../images/decode.ts'
import { vectorOf } from '../images/pixels.ts'
import { type ImageFit, imageFits } from '../images/resample.ts'
import { type BytesData, type ColumnBatch, columnOfBatch, type VectorData } from '../tables/column-batch.ts'

/** A column of encoded images as vectors of height × width × channels, row-major, of 0 to 1. */
export interface ImageStep {
  version: 1
  kind: 'image'
  column: string
  width: number
  height: number
  fit: ImageFit
  /** 1: grey, 3: red, green and blue. */
  channels: 1 | 3
}

/** Throws DataError `bad_transform` where JSON is no such step. */
export function parseImageStep(json: unknown): ImageStep {
  const { column, width, height, fit, channels } = json as Partial<ImageStep>
  const isSide = (side: unknown): boolean => Number.isInteger(side) && (side as number) > 0
  const isWhole =
    typeof column === 'string' &&
    isSide(width) &&
    isSide(height) &&
    imageFits.some((each) => each === fit) &&
    (channels === 1 || channels === 3)
  if (isWhole) return json as ImageStep
  throw new DataError(
    'bad_transform',
    'How images are prepared can’t be read: it was written by another version of Millrace. Run the pipeline again.',
  )
}

/**
 * An image step as a function over batches. A missing image stays missing. The function throws DataError
 * `missing_column`, `wrong_type`, or `bad_image` naming the row of the batch where an image can't be decoded.
 */
export function compileImage(step: ImageStep): (batch: ColumnBatch) => ColumnBatch {
  const { column } = step
  return (batch) => {
    const images = columnOfBatch(batch, column)
    if (images instanceof Float64Array || !images.every(isBytes))
      throw new DataError('wrong_type', `Column "${column}" must hold images.`, { field: column })
    const rows = images.flatMap((image, row) => (image ? [row] : []))
    const decoded = decodeImages(
      (images as BytesData).filter((image) => image !== null),
      step,
    )
    const vectors: VectorData = Array.from<null>({ length: batch.rows }).fill(null)
    rows.forEach((row, at) => {
      const pixels = decoded[at]
      if (!pixels) {
        throw new DataError(
          'bad_image',
          `Row ${row + 1}: "${column}" is not an image that can be read. JPEG, PNG, WebP, GIF, TIFF and AVIF can.`,
          { field: column },
        )
      }
      vectors[row] = vectorOf(pixels, step.channels)
    })
    const columns: ColumnBatch['columns'] = Object.assign(Object.create(null), batch.columns)
    columns[column] = vectors
    return { rows: batch.rows, columns }
  }
}

const isBytes = (value: unknown): boolean => value === null || value instanceof Uint8Array
