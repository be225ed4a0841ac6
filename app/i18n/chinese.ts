import { messages } from './messages-zh.ts'
import { createTranslator } from './translate.ts'
import { texts } from './zh/texts.ts'

export const chinese = createTranslator('zh', { texts, messages })
