import { createTranslator } from './translate.ts'

export const english = createTranslator('en')
