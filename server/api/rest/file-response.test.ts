import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { fileResponse } from './file-response.ts'

it('suggests the name as it is, and a plain one to clients that know no other', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-'))
  try {
    const path = join(folder, 'file')
    await writeFile(path, 'a,b')
    const blob = { sha256: '0'.repeat(64), sizeBytes: 3, mediaType: 'text/csv' }
    const response = fileResponse(path, { name: "Größen (today's).csv", blob })
    expect(await response.text()).toBe('a,b')
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="Gr_en_today_s_.csv"; filename*=UTF-8''Gr%C3%B6%C3%9Fen%20%28today%27s%29.csv`,
    )
  } finally {
    await rm(folder, { recursive: true })
  }
})
