import type { MessagePair } from '../messages.ts'

/** What the registry of models refuses. */
export const modelMessages: readonly MessagePair[] = [
  [
    'An alias begins with a letter and has up to 40 letters a–z, digits, - and _, such as champion.',
    '别名以字母开头，最多 40 个字符，可用字母 a–z、数字、- 和 _，例如 champion。',
  ],
  [
    'A version has up to 20 tags of up to 40 characters each, without commas.',
    '一个版本最多有 20 个标签，每个最多 40 个字符，不含逗号。',
  ],
  [
    'A note has a heading of up to 60 characters and a text of up to 4000.',
    '说明的标题最多 60 个字符，正文最多 4000 个字符。',
  ],
  ['A card has up to 20 notes.', '一张模型卡最多有 20 条说明。'],
  ['Put some of them together.', '请合并其中几条。'],
  ['This version has no alias “{0}”.', '此版本没有别名“{0}”。'],
  ['This version has the alias {0}.', '此版本有别名{0}。'],
  [
    'Give it to another version, or take it away, then delete this one.',
    '请把别名给另一个版本，或将其移除，然后再删除此版本。',
  ],
  ['The model is larger than {0#} MB, too large for one file.', '模型大于 {0} MB，无法放入一个文件。'],
  ['This file is no model that Millrace has exported.', '此文件不是 Millrace 导出的模型。'],
  [
    'Take one that was downloaded from the page of a model, or made by millrace model export.',
    '请选择从模型页面下载的文件，或用 millrace model export 生成的文件。',
  ],
  [
    'The file is damaged: a part of it is missing, or is not what it was.',
    '文件已损坏：有一部分缺失，或内容已改变。',
  ],
  ['Export the model again.', '请重新导出模型。'],
  [
    'The file was unpacked and packed again, and its parts are compressed.',
    '该文件曾被解压后重新打包，其内容已被压缩。',
  ],
  ['Import it as Millrace wrote it.', '请导入 Millrace 写出的原始文件。'],
  ['The file was made by a newer Millrace than this one.', '该文件由更新版本的 Millrace 生成。'],
  ['Update this one, then import it.', '请先更新此 Millrace，再导入。'],
  // What is different at an endpoint: `nodes/kit/request-changes.ts`.
  ['It asks for {0}, too: requests without it are refused.', '它还要求{0}：缺少它的请求会被拒绝。'],
  ['It asks for {0}, too: requests without them are refused.', '它还要求{0}：缺少它们的请求会被拒绝。'],
  ['It asks for {0} no more.', '它不再要求{0}。'],
  ['It takes {0} as {1}, no longer as {2}.', '它把{0}当作{1}，不再是{2}。'],
  ['It takes {0#} more columns as something else than before.', '另有 {0} 列的类型与之前不同。'],
  ['It answers with {0}, {1}, no longer with {2}, {3}.', '它回答的是{0}（{1}），不再是{2}（{3}）。'],
  ['The endpoint {0} asks and answers in another way than before.', '端点{0}的请求或回答方式与之前不同。'],
]
