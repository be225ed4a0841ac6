import { msg } from '../../i18n/msg.ts'

export const commandIds = [
  'commands',
  'search',
  'quickAdd',
  'connect',
  'insert',
  'replace',
  'bypass',
  'note',
  'open',
  'rename',
  'group',
  'ungroup',
  'collapse',
  'saveNode',
  'duplicate',
  'delete',
  'selectAll',
  'find',
  'copyDrawing',
  'alignLeft',
  'alignCentre',
  'alignRight',
  'alignTop',
  'alignMiddle',
  'alignBottom',
  'distributeX',
  'distributeY',
  'copy',
  'cut',
  'paste',
  'undo',
  'redo',
  'save',
  'saveTemplate',
  'run',
  'runTo',
  'runFrom',
  'runFresh',
  'pin',
  'clearNodeCache',
  'clearCache',
  'cancelRun',
  'fit',
  'layOut',
  'zoomIn',
  'zoomOut',
  'data',
  'results',
  'drawer',
  'logs',
  'problems',
  'shortcuts',
  'theme',
] as const
export type CommandId = (typeof commandIds)[number]

export interface Shortcut {
  id: CommandId
  title: string
  group: 'Draw' | 'Edit' | 'Arrange' | 'Run' | 'View'
  /** `Mod` is Ctrl, or ⌘ on a Mac. */
  keys: readonly string[]
  /** The browser's own clipboard events do it, not a key press. */
  native?: boolean
  /** Only with a node chosen. */
  needsNode?: boolean
  /** Only with a node or a note chosen, or with so many of them. */
  needs?: number
}

export const shortcuts: readonly Shortcut[] = [
  { id: 'commands', title: msg('All commands'), group: 'View', keys: ['Mod+K'] },
  { id: 'search', title: msg('Find a node type'), group: 'Draw', keys: ['/'] },
  { id: 'quickAdd', title: msg('Add a node here'), group: 'Draw', keys: ['A'] },
  { id: 'connect', title: msg('Connect the chosen node'), group: 'Draw', keys: ['C'], needsNode: true },
  { id: 'insert', title: msg('Put a node into a wire…'), group: 'Draw', keys: ['I'] },
  {
    id: 'replace',
    title: msg('Replace the chosen node…'),
    group: 'Draw',
    keys: ['Shift+R'],
    needsNode: true,
  },
  { id: 'bypass', title: msg('Bypass, or switch on'), group: 'Draw', keys: ['B'], needsNode: true },
  { id: 'note', title: msg('Add a note'), group: 'Draw', keys: ['N'] },
  { id: 'open', title: msg('Open the chosen node or note'), group: 'Draw', keys: ['Enter'], needs: 1 },
  { id: 'rename', title: msg('Rename the chosen node'), group: 'Draw', keys: ['F2'], needsNode: true },
  { id: 'group', title: msg('Group nodes'), group: 'Arrange', keys: ['Mod+G'], needsNode: true },
  {
    id: 'ungroup',
    title: msg('Ungroup, or dissolve'),
    group: 'Arrange',
    keys: ['Mod+Shift+G'],
    needsNode: true,
  },
  { id: 'collapse', title: msg('Collapse, or expand'), group: 'Arrange', keys: ['Shift+G'], needsNode: true },
  { id: 'saveNode', title: msg('Save as a node…'), group: 'Arrange', keys: [], needsNode: true },
  { id: 'duplicate', title: msg('Duplicate'), group: 'Edit', keys: ['Mod+D'], needs: 1 },
  { id: 'delete', title: msg('Delete'), group: 'Edit', keys: ['Delete', 'Backspace'] },
  { id: 'selectAll', title: msg('Choose all nodes'), group: 'Edit', keys: ['Mod+A'] },
  { id: 'copy', title: msg('Copy'), group: 'Edit', keys: ['Mod+C'], native: true, needs: 1 },
  { id: 'cut', title: msg('Cut'), group: 'Edit', keys: ['Mod+X'], native: true, needs: 1 },
  { id: 'paste', title: msg('Paste'), group: 'Edit', keys: ['Mod+V'], native: true },
  { id: 'copyDrawing', title: msg('Copy the drawing as JSON'), group: 'Edit', keys: ['Shift+C'] },
  { id: 'find', title: msg('Find in the drawing'), group: 'View', keys: ['Mod+F'] },
  { id: 'alignLeft', title: msg('Align left'), group: 'Arrange', keys: ['Alt+A'], needs: 2 },
  { id: 'alignCentre', title: msg('Align centres'), group: 'Arrange', keys: ['Alt+H'], needs: 2 },
  { id: 'alignRight', title: msg('Align right'), group: 'Arrange', keys: ['Alt+D'], needs: 2 },
  { id: 'alignTop', title: msg('Align top'), group: 'Arrange', keys: ['Alt+W'], needs: 2 },
  { id: 'alignMiddle', title: msg('Align middles'), group: 'Arrange', keys: ['Alt+V'], needs: 2 },
  { id: 'alignBottom', title: msg('Align bottom'), group: 'Arrange', keys: ['Alt+S'], needs: 2 },
  { id: 'distributeX', title: msg('Distribute across'), group: 'Arrange', keys: ['Alt+Shift+H'], needs: 3 },
  { id: 'distributeY', title: msg('Distribute down'), group: 'Arrange', keys: ['Alt+Shift+V'], needs: 3 },
  { id: 'undo', title: msg('Undo'), group: 'Edit', keys: ['Mod+Z'] },
  { id: 'redo', title: msg('Redo'), group: 'Edit', keys: ['Mod+Shift+Z', 'Mod+Y'] },
  { id: 'save', title: msg('Save now'), group: 'Edit', keys: ['Mod+S'] },
  { id: 'saveTemplate', title: msg('Save as a template…'), group: 'Edit', keys: [] },
  { id: 'run', title: msg('Run'), group: 'Run', keys: ['Mod+Enter'] },
  {
    id: 'runTo',
    title: msg('Run to the chosen node'),
    group: 'Run',
    keys: ['Mod+Shift+Enter'],
    needsNode: true,
  },
  {
    id: 'runFrom',
    title: msg('Run from the chosen node'),
    group: 'Run',
    keys: ['Shift+Enter'],
    needsNode: true,
  },
  { id: 'runFresh', title: msg('Run without reusing results'), group: 'Run', keys: [] },
  { id: 'pin', title: msg('Pin or unpin the chosen nodes'), group: 'Run', keys: ['P'], needs: 1 },
  {
    id: 'clearNodeCache',
    title: msg('Forget the results of the chosen node'),
    group: 'Run',
    keys: [],
    needsNode: true,
  },
  { id: 'clearCache', title: msg('Forget all results of this pipeline'), group: 'Run', keys: [] },
  { id: 'cancelRun', title: msg('Cancel the run'), group: 'Run', keys: [] },
  { id: 'fit', title: msg('Fit the drawing'), group: 'View', keys: ['F'] },
  { id: 'layOut', title: msg('Lay the drawing out'), group: 'View', keys: ['L'] },
  { id: 'zoomIn', title: msg('Zoom in'), group: 'View', keys: ['+', '='] },
  { id: 'zoomOut', title: msg('Zoom out'), group: 'View', keys: ['-'] },
  { id: 'data', title: msg('Data of the chosen node'), group: 'View', keys: ['D'], needsNode: true },
  { id: 'results', title: msg('Results of the chosen node'), group: 'View', keys: ['R'], needsNode: true },
  { id: 'drawer', title: msg('Show or hide the run drawer'), group: 'View', keys: ['T'] },
  { id: 'logs', title: msg('Logs'), group: 'View', keys: [] },
  { id: 'problems', title: msg('Problems'), group: 'View', keys: [] },
  { id: 'shortcuts', title: msg('All keys'), group: 'View', keys: ['?'] },
  { id: 'theme', title: msg('Light or dark'), group: 'View', keys: [] },
]

interface KeyPress {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  shiftKey: boolean
  altKey: boolean
  /** The key's place: with Alt a Mac makes other signs of letters. */
  code?: string
}

function matches(press: KeyPress, keys: string): boolean {
  const parts = keys === '+' ? ['+'] : keys.split('+')
  const key = parts.at(-1) ?? ''
  const mod = parts.includes('Mod')
  if ((press.ctrlKey || press.metaKey) !== mod || press.altKey !== parts.includes('Alt')) return false
  if (press.key.toLowerCase() !== key.toLowerCase() && !(press.altKey && press.code === `Key${key}`))
    return false
  // Which signs need Shift depends on the keyboard; for letters and named keys it must be as said.
  const isSign = key.length === 1 && !/[a-z]/i.test(key)
  return isSign || press.shiftKey === parts.includes('Shift')
}

/** The command of a key press; undefined where it is none. */
export const findShortcut = (press: KeyPress): Shortcut | undefined =>
  shortcuts.find((shortcut) => !shortcut.native && shortcut.keys.some((keys) => matches(press, keys)))

/** Whether what is chosen is enough for a command. */
export const canDo = (
  { needsNode, needs = 0 }: Shortcut,
  chosen: { selection: readonly string[]; chosenNotes: readonly string[] },
): boolean =>
  (!needsNode || chosen.selection.length > 0) && chosen.selection.length + chosen.chosenNotes.length >= needs

/** Keys as they are shown: `Ctrl Z`, `⌘ Z`. */
export function formatKeys(keys: string, mac = false): string {
  if (keys === '+') return keys
  return keys
    .split('+')
    .map((part) => (part === 'Mod' ? (mac ? '⌘' : 'Ctrl') : part))
    .join(' ')
}

export const keysOf = (id: CommandId): string | undefined => {
  const [first] = shortcuts.find((shortcut) => shortcut.id === id)?.keys ?? []
  return first === undefined ? undefined : formatKeys(first)
}
