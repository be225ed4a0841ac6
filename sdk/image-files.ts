import type { Column } from '../nodes/kit/columns.ts'
import { ApiError } from './client.ts'

/** Whether a file is taken for an image: by the endings that a zip of images is looked through for. */
export const isImageFile = (name: string): boolean => /\.(jpe?g|jfif|png|webp|gif|tiff?|avif)$/i.test(name)

/** An image in base64, or numbers in the shape of a picture, for which an endpoint takes an image, too. */
const takesImage = ({ kind, shape }: Pick<Column, 'kind' | 'shape'>): boolean =>
  kind === 'image' || (kind === 'vector' && shape?.length === 3 && (shape[2] === 1 || shape[2] === 3))

/**
 * The column that a file that is an image is sent as.
 * @param asked columns that the endpoint asks for
 * @throws ApiError where it asks for no image, or for more than one
 */
export function imageColumn(
  file: string,
  endpoint: string,
  asked: readonly Pick<Column, 'name' | 'kind' | 'shape'>[],
): string {
  const [first] = asked
  if (first && asked.length === 1 && takesImage(first)) return first.name
  const message = asked.some(takesImage)
    ? `“${file}” is an image, but “${endpoint}” asks for ${asked.length} columns: ${asked.map(({ name }) => name).join(', ')}. Send rows in JSON, with the image in base64.`
    : `“${file}” is an image, but “${endpoint}” asks for none. Give rows in CSV or JSON.`
  throw new ApiError(0, 'bad_rows', message)
}
