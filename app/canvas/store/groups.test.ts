import { describe, expect, it } from 'vitest'
import { draw, node, soundDrawing } from '../../../nodes/graph/drawings.ts'
import { createEditorCore } from './editor-slice.ts'
import {
  changeGroup,
  flowIdOfGroup,
  frameBox,
  groupNodes,
  groupOf,
  hiddenIn,
  moveGroups,
  removeGroup,
} from './groups.ts'

const document = {
  ...soundDrawing(),
  nodes: soundDrawing().nodes.map((each, at) => ({ ...each, position: { x: at * 240, y: at * 10 } })),
}
const framed = groupNodes(document, ['split', 'scale'], 'Preparation').document

describe('groups', () => {
  it('hold a node once', () => {
    const again = groupNodes(framed, ['scale', 'mlp'], 'Other').document
    expect(again.groups.map(({ title, nodes }) => [title, nodes])).toEqual([
      ['Preparation', ['split']],
      ['Other', ['scale', 'mlp']],
    ])
    expect(groupOf(again, ['mlp', 'scale'])?.title).toBe('Other')
    const [first] = again.groups
    expect(removeGroup(again, first?.id ?? '').groups.map(({ title }) => title)).toEqual(['Other'])
    // A frame that has lost all its nodes goes.
    expect(groupNodes(framed, ['split', 'scale'], 'New').document.groups).toHaveLength(1)
  })

  it('have a box about their nodes', () => {
    const [group] = framed.groups
    const { flowNodes } = createEditorCore(framed)
    const box = group && frameBox(flowNodes, group)
    expect(box).toMatchObject({ x: 240 - 16, width: 240 + 192 + 32 })
    expect(frameBox([], { id: 'g', title: '', nodes: ['split'] })).toBeNull()
  })

  describe('collapsed', () => {
    const [{ id } = { id: '' }] = framed.groups
    const collapsed = changeGroup(framed, id, { collapsed: true })
    const flowId = flowIdOfGroup(id)

    it('are one card, at which the wires across the border end', () => {
      const { flowNodes, flowEdges } = createEditorCore(collapsed)
      expect(flowNodes.map((each) => each.id)).toEqual(['builtin', 'mlp', 'train', 'evaluate', flowId])
      const card = flowNodes.find((each) => each.type === 'group')
      expect(card?.position).toEqual({ x: 240, y: 10 })
      expect(card?.type === 'group' && card.data.ports.map((port) => `${port.side} ${port.id}`)).toEqual([
        'target split.table',
        'source scale.table',
      ])
      expect(flowEdges.map(({ source, target }) => `${source} > ${target}`)).toEqual([
        `builtin > ${flowId}`,
        `${flowId} > train`,
        'mlp > train',
        'train > evaluate',
        `${flowId} > evaluate`,
      ])
      expect(hiddenIn(collapsed, 'scale')?.id).toBe(id)
      expect(hiddenIn(framed, 'scale')).toBeUndefined()
    })

    it('move all their nodes', () => {
      const moved = moveGroups(collapsed, { [flowId]: { x: 300, y: 0 } })
      const places = Object.fromEntries(moved.nodes.map((each) => [each.id, each.position]))
      expect(places).toMatchObject({
        split: { x: 300, y: 0 },
        scale: { x: 540, y: 10 },
        mlp: { x: 720, y: 30 },
      })
    })

    it('change nothing of what the drawing does', () => {
      const { collapsed: _, ...open } = changeGroup(collapsed, id, { collapsed: false }).groups[0] ?? {}
      expect(open).toEqual(framed.groups[0])
      expect({ ...collapsed, groups: [] }).toEqual(document)
    })
  })

  it('of nodes that are gone are not drawn', () => {
    const lost = {
      ...draw([node('models.mlp')]),
      groups: [{ id: 'g', title: '', nodes: ['gone'], collapsed: true }],
    }
    expect(createEditorCore(lost).flowNodes.map(({ id }) => id)).toEqual(['mlp'])
  })
})
