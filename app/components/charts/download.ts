/** Offers bytes to the person as a file. */
export function downloadBlob(blob: Blob, fileName: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}

export const downloadText = (text: string, fileName: string, mediaType: string): void =>
  downloadBlob(new Blob([text], { type: `${mediaType};charset=utf-8` }), fileName)

const PRESENTATION = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'visibility',
  'paint-order',
] as const

/** A copy that stands by itself: the computed look of every element written on it. */
function freeze(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement
  const originals = [svg, ...svg.querySelectorAll<SVGElement>('*')]
  const copies = [copy, ...copy.querySelectorAll<SVGElement>('*')]
  for (const [index, original] of originals.entries()) {
    const target = copies[index]
    if (!target || original.tagName === 'style') continue
    const style = getComputedStyle(original)
    for (const name of PRESENTATION) target.style.setProperty(name, style.getPropertyValue(name))
  }
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  return copy
}

const toDataUrl = (blob: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result : ''))
    reader.addEventListener('error', () => reject(reader.error ?? new Error('unreadable')))
    reader.readAsDataURL(blob)
  })

/** The page's main font as a style sheet with the bytes inside, since a picture may not fetch anything. */
async function fontStyle(family: string): Promise<string> {
  const name = family.split(',')[0]?.trim().replaceAll(/["']/g, '') ?? ''
  const rules = [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])
  for (const rule of rules) {
    if (!(rule instanceof CSSFontFaceRule)) continue
    if (rule.style.getPropertyValue('font-family').replaceAll(/["']/g, '') !== name) continue
    const source = /url\("?([^")]+)"?\)/.exec(rule.style.getPropertyValue('src'))?.[1]
    if (source === undefined) continue
    const url = new URL(source, rule.parentStyleSheet?.href ?? location.href)
    const bytes = await toDataUrl(await (await fetch(url)).blob())
    return `@font-face{font-family:"${name}";font-weight:100 900;src:url("${bytes}")}`
  }
  return ''
}

const loadImage = (url: string): Promise<HTMLImageElement> =>
  new Promise((resolve, reject) => {
    const image = new Image()
    image.addEventListener('load', () => resolve(image))
    image.addEventListener('error', () => reject(new Error('The picture could not be drawn.')))
    image.src = url
  })

const MARGIN = 16
const TITLE_HEIGHT = 28

/** Draws a chart, its title above it, into a PNG of twice its size on the page. */
export async function downloadPng(svg: SVGSVGElement, title: string, fileName: string): Promise<void> {
  const { width, height } = svg.getBoundingClientRect()
  const family = getComputedStyle(document.body).fontFamily
  const root = getComputedStyle(document.documentElement)
  const copy = freeze(svg)
  copy.setAttribute('width', String(width))
  copy.setAttribute('height', String(height))
  copy.style.overflow = 'visible'
  // The font is named after Latin letters with marks first on the page; the picture carries the main face.
  const main = family.split(',').find((name) => /geist/i.test(name) && !/ext/i.test(name)) ?? family
  const sheet = document.createElementNS('http://www.w3.org/2000/svg', 'style')
  sheet.textContent = await fontStyle(main).catch(() => '')
  copy.prepend(sheet)
  const url = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`
  const image = await loadImage(url)
  await image.decode()

  const canvas = document.createElement('canvas')
  canvas.width = (width + 2 * MARGIN) * 2
  canvas.height = (height + 2 * MARGIN + TITLE_HEIGHT) * 2
  const context = canvas.getContext('2d')
  if (!context) throw new Error('The picture could not be drawn.')
  context.scale(2, 2)
  context.fillStyle = root.getPropertyValue('--surface')
  context.fillRect(0, 0, canvas.width, canvas.height)
  context.fillStyle = root.getPropertyValue('--text')
  context.font = `600 14px ${family}`
  context.textBaseline = 'top'
  context.fillText(title, MARGIN, MARGIN)
  context.drawImage(image, MARGIN, MARGIN + TITLE_HEIGHT, width, height)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (!blob) throw new Error('The picture could not be drawn.')
  downloadBlob(blob, fileName)
}
