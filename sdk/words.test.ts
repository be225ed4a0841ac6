import { expect, test } from 'vitest'
import { figuresOf, headline, plain } from './words.ts'

test.each([
  ['Connect *Train* first, then *Evaluate*.', 'Connect Train first, then Evaluate.'],
  ['*Tune* needs the node “*Train (2)*”.', 'Tune needs the node “Train (2)”.'],
  ['“*/5 * * * *” and “0 */2 * * 1” run often.', '“*/5 * * * *” and “0 */2 * * 1” run often.'],
  ['2*3*4 = 24; a * b * c; **', '2*3*4 = 24; a * b * c; **'],
])('%s', (text, shown) => expect(plain(text)).toBe(shown))

test('the score on validation rows stands for a model, where there is one', () => {
  expect(headline({ epochs: 3, val_loss: 0.1, val_accuracy: 0.98765 })).toBe('val_accuracy 0.9877')
  expect(headline({ loss: 0.2, rmse: 3 })).toBe('rmse 3')
  expect(headline({ parameters: 7 })).toBe('')
})

test('the figures that tell most come first', () => {
  expect(figuresOf({ epochs: 3, other: 1, logLoss: 0.25, accuracy: 1, f1: 0.5 })).toEqual([
    'accuracy 1',
    'f1 0.5',
    'logLoss 0.25',
    'epochs 3',
  ])
})
