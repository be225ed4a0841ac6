/** Id of the control that names a pipeline parameter, in the pipeline panel. */
export const inputNameId = (name: string): string => `input-${name}`

/** Moves the keyboard to a pipeline parameter, once the pipeline panel is drawn. */
export function focusInput(name: string): void {
  setTimeout(() => {
    const row = document.getElementById(inputNameId(name))
    row?.closest('details')?.setAttribute('open', '')
    row?.focus()
  }, 30)
}
