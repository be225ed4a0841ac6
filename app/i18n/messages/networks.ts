import type { MessagePair } from '../messages.ts'

/** What is said of the layers of a network. */
export const networkMessages: readonly MessagePair[] = [
  ['height × width × channels', '高 × 宽 × 通道'],
  ['steps × features', '步 × 特征'],
  ['Layer {0#} ({1}) takes {2}, but {3=} arrives.', '第 {0} 层（{1}）需要 {2}，而传入的是 {3}。'],
  ['Put a Reshape before it, or leave it out.', '请在其前加一个“重塑”，或去掉此层。'],
  [
    'Layer {0#} ({1}) looks at {2#} values in a row, but only {3#} arrive.',
    '第 {0} 层（{1}）要看连续 {2} 个值，而传入的只有 {3} 个。',
  ],
  ['Make it smaller, or pool less before it.', '请将其改小，或减少之前的池化。'],
  [
    'Layer {0#} ({1}) makes {2=}, which are {3#} values, of {4#}.',
    '第 {0} 层（{1}）要用 {4} 个值得到 {2}，即 {3} 个值。',
  ],
  ['The lengths multiplied must be {0#}.', '各边长之积必须为 {0}。'],
  ['Layer {0#} ({1}) takes numbers, but tokens arrive.', '第 {0} 层（{1}）需要数字，而传入的是词元。'],
  ['Layer {0#} ({1}) reaches back to before the input.', '第 {0} 层（{1}）回溯到了输入之前。'],
  ['Make it smaller.', '请将其改小。'],
  ['Layer {0#} ({1}) adds {2=}, from further up, to {3=}.', '第 {0} 层（{1}）要把前面的 {2} 加到 {3} 上。'],
  ['Both must be alike: let the layers between keep the shape.', '两者形状必须相同：请让中间各层保持形状。'],
  ['Put an Embedding first.', '请先放一个“嵌入”。'],
  [
    'Layer {0#} ({1}) takes tokens of a text, but numbers arrive.',
    '第 {0} 层（{1}）需要文本的词元，而传入的是数字。',
  ],
  ['Leave it out, or let tokens arrive alone.', '请去掉此层，或只传入词元。'],
  ['The output layer takes a plain vector, but {0=} arrives.', '输出层需要普通向量，而传入的是 {0}。'],
  ['Add Flatten or a global pooling before it.', '请在其前加“展平”或全局池化。'],
  ['The output layer takes numbers, but tokens arrive.', '输出层需要数字，而传入的是词元。'],
  ['network by layers', '逐层网络'],
  ['{0#} words of {1#}', '每条 {0} 个词，词表 {1} 个词'],
  ['Found {0#} words in {1}.', '在 {1} 中找到 {0} 个词。'],
  [
    'A list of column "{0}" holds {1#} numbers, and {2#} are expected.',
    '列“{0}”中的一个列表有 {1} 个数字，应为 {2} 个。',
  ],
  ['Make all of one length.', '请使其长度一致。'],
]
