import { ApiError } from './client.ts'

/** What a file gave, or took. @throws ApiError that names the file */
export async function onDisk<T>(what: 'read' | 'written', file: string, done: Promise<T>): Promise<T> {
  try {
    return await done
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'there is no such file' : code
    throw new ApiError(0, 'no_file', `“${file}” can’t be ${what} (${why}).`, [], { cause })
  }
}
