import { msg } from '../../i18n/msg.ts'

export const commandIds = [
  'commands',
  'search',
  'quickAdd',
  'connect',
  'open',
  'rename',
  'duplicate',
  'delete',
  'selectAll',
  'copy',
  'cut',
  'paste',
  'undo',
  'redo',
  'save',
  'saveTemplate',
  'run',
  'runTo',
  'runFresh',
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
  group: 'Draw' | 'Edit' | 'Run' | 'View'
  /** `Mod` is Ctrl, or ⌘ on a Mac. */
  keys: readonly string[]
  /** The browser's own clipboard events do it, not a key press. */
  native?: boolean
  /** Only with a node chosen. */
  needsNode?: boolean
}

export const shortcuts: readonly Shortcut[] = [
  { id: 'commands', title: msg('All commands'), group: 'View', keys: ['Mod+K'] },
  { id: 'search', title: msg('Find a node type'), group: 'Draw', keys: ['/'] },
  { id: 'quickAdd', title: msg('Add a node here'), group: 'Draw', keys: ['A'] },
  { id: 'connect', title: msg('Connect the chosen node'), group: 'Draw', keys: ['C'], needsNode: true },
  { id: 'open', title: msg('Open the chosen node'), group: 'Draw', keys: ['Enter'], needsNode: true },
  { id: 'rename', title: msg('Rename the chosen node'), group: 'Draw', keys: ['F2'], needsNode: true },
  { id: 'duplicate', title: msg('Duplicate'), group: 'Edit', keys: ['Mod+D'], needsNode: true },
  { id: 'delete', title: msg('Delete'), group: 'Edit', keys: ['Delete', 'Backspace'] },
  { id: 'selectAll', title: msg('Choose all nodes'), group: 'Edit', keys: ['Mod+A'] },
  { id: 'copy', title: msg('Copy'), group: 'Edit', keys: ['Mod+C'], native: true, needsNode: true },
  { id: 'cut', title: msg('Cut'), group: 'Edit', keys: ['Mod+X'], native: true, needsNode: true },
  { id: 'paste', title: msg('Paste'), group: 'Edit', keys: ['Mod+V'], native: true },
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
  { id: 'runFresh', title: msg('Run without reusing results'), group: 'Run', keys: [] },
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
}

function matches(press: KeyPress, keys: string): boolean {
  const parts = keys === '+' ? ['+'] : keys.split('+')
  const key = parts.at(-1) ?? ''
  const mod = parts.includes('Mod')
  if ((press.ctrlKey || press.metaKey) !== mod || press.altKey) return false
  if (press.key.toLowerCase() !== key.toLowerCase()) return false
  // Which signs need Shift depends on the keyboard; for letters and named keys it must be as said.
  const isSign = key.length === 1 && !/[a-z]/i.test(key)
  return isSign || press.shiftKey === parts.includes('Shift')
}

/** The command of a key press; undefined where it is none. */
export const findShortcut = (press: KeyPress): Shortcut | undefined =>
  shortcuts.find((shortcut) => !shortcut.native && shortcut.keys.some((keys) => matches(press, keys)))

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
