import { describe, expect, it } from 'vitest'
import { listDefinitions } from '../../../nodes/definitions.ts'
import { matchNodes } from './search.ts'

const find = (query: string) => matchNodes(listDefinitions(), query).map((definition) => definition.title)

describe('finding a node type', () => {
  it('puts titles before summaries and needs every word', () => {
    expect(find('tra')[0]).toBe('Train')
    expect(find('csv')).toEqual(['File'])
    expect(find('  NEURAL net ')).toEqual(['Neural network', 'Network by layers'])
    expect(find('train csv')).toEqual([])
  })
  it('keeps the order of the work without a query', () => {
    expect(find('')[0]).toBe('Built-in data')
    expect(find('')).toHaveLength(listDefinitions().length)
  })
})
