import type { MessagePair } from '../messages.ts'

/** What is said of loops: their ends, their items, and what can't stand in one. */
export const loopMessages: readonly MessagePair[] = [
  ['no column yet', '尚未选择列'],
  ['no files yet', '尚未填写文件'],
  ['no parameter yet', '尚未填写参数'],
  ['each {0}', '逐个 {0}'],
  ['{0#} values of {1}', '{1} 的 {0} 个值'],
  ['{0#} at a time', '同时 {0} 项'],
  ['stops if one fails', '一项失败即停止'],
  ['leaves out what fails', '略过失败的项'],
  ['Item {0#} of {1#}', '第 {0} / {1} 项'],
  ['Item {0#}: {1}', '第 {0} 项：{1}'],
  ['In “{0=}”: {1}', '“{0}”中：{1}'],
  ['“{0=}” is left out: {1}', '“{0}”被略过：{1}'],
  ['{0#} of {1#} items are gathered.', '已汇集 {1} 项中的 {0} 项。'],
  ['Every item failed. The first says: {0}', '每一项都失败了。第一项的说明：{0}'],
  ['Choose the column whose values are gone through.', '请选择要逐个处理其取值的列。'],
  [
    'Write how the files are named that are gone through, such as {0}.',
    '请填写要逐个处理的文件的名称，例如{0}。',
  ],
  ['The table that arrives is not read: the items are files.', '传入的数据表不会被读取：各项是文件。'],
  ['{0} is {1}. Choose another column.', '{0} 是{1}。请选择其他列。'],
  [
    'Write the name of the pipeline’s parameter that takes the values.',
    '请填写接收这些值的流水线参数的名称。',
  ],
  ['Write the values to try, one a line.', '请填写要尝试的值，每行一个。'],
  [
    'A loop goes over at most {0#} values, and these are {1#}.',
    '一个循环最多处理 {0} 个值，而这里有 {1} 个。',
  ],
  ['{0} stands twice among the values. Take one of them out.', '{0} 在这些值中出现了两次。请去掉一个。'],
  [
    'No table arrives, so there are no parts to go through. Connect one.',
    '没有数据表传入，因此没有可处理的分区。请连接一张表。',
  ],
  ['The table has no rows, so there is nothing to go through.', '数据表没有行，因此没有可处理的内容。'],
  [
    '{0} has more than {1#} values. Choose another column, or raise {2}.',
    '{0} 有超过 {1} 个取值。请选择其他列，或提高{2}。',
  ],
  [
    'No file is named like {0}. Upload one, or change the pattern.',
    '没有名称符合{0}的文件。请上传一个，或更改模式。',
  ],
  [
    'More than {0#} files are named like {1}. Write a narrower pattern.',
    '有超过 {0} 个文件的名称符合{1}。请填写更窄的模式。',
  ],
  [
    '{0} of “{1=}” and {2} of “{3=}” differ in case alone. Rename one of them.',
    '“{1}”的{0}与“{3}”的{2}仅大小写不同。请重命名其中之一。',
  ],
  [
    '{0} is {1} in “{2=}” and {3} in “{4=}”. Cast it with {5}.',
    '{0} 在“{2}”中是{1}，在“{4}”中是{3}。请用{5}转换它。',
  ],
  [
    'Nothing arrives at {0}. Connect the table or the report that every item makes.',
    '{0}没有任何传入。请连接每一项生成的数据表或报告。',
  ],
  [
    '{0} ends a loop, and no {1} stands before it to begin one. Put one in.',
    '{0}结束一个循环，但它之前没有开始循环的{1}。请放入一个。',
  ],
  [
    "{0} stands inside the loop that {1} ends, and loops don't stand in one another. Move it before {2} or behind {3}.",
    '{0}位于由{1}结束的循环之内，而循环不能嵌套。请将它移到{2}之前或{3}之后。',
  ],
  [
    'What arrives here from {0} is not made in the loop that {1} begins, so it is the same for every item. Connect what an item makes.',
    '从{0}传入的内容不是在由{1}开始的循环中生成的，因此对每一项都相同。请连接每一项生成的内容。',
  ],
  [
    "{0} can't run once an item inside the loop that {1} ends. Put it behind {1}, or before {2}.",
    '{0}不能在由{1}结束的循环内对每一项各运行一次。请将它放到{1}之后，或{2}之前。',
  ],
  [
    "{0} runs in the loop that {1} ends, so it can't wait or depend on a condition. Put the condition before {2}, or behind {1}.",
    '{0}在由{1}结束的循环中运行，因此不能等待或依赖条件。请将条件放到{2}之前，或{1}之后。',
  ],
  [
    '{0} brings in rows from outside, once a run and not once an item. Type a value, or go through {1}.',
    '{0}从外部读入行，每次运行一次，而不是每一项一次。请填写一个值，或改为处理{1}。',
  ],
  [
    "{0} runs once an item inside the loop that {1} ends, so it can't feed {2}. Connect what comes out of {1} instead.",
    '{0}在由{1}结束的循环内对每一项各运行一次，因此不能传给{2}。请改为连接{1}的输出。',
  ],
  [
    'The loop of {0} ends in {1} already. Connect both the table and the report to one {2}.',
    '{0}的循环已在{1}结束。请将数据表和报告都连接到同一个{2}。',
  ],
  [
    "{0} would have the loop of {1} run again in each fold or trial, which it can't. Learn behind {2} only, or take the loop out.",
    '{0}会让{1}的循环在每一折或每次试验中重新运行，这无法做到。请只在{2}之后学习，或去掉循环。',
  ],
  [
    '{0} would deal out rows anew that come from before {1}. Put {2} and what learns inside the loop.',
    '{0}会重新划分来自{1}之前的行。请将{2}和学习的节点放到循环之内。',
  ],
  [
    'Nothing gathers what {0} begins. Put a {1} where the loop ends.',
    '{0}开始的循环没有被汇集。请在循环结束处放入{1}。',
  ],
  [
    '{0} needs a table to go through its parts. Connect one.',
    '{0}需要一张数据表来逐个处理其分区。请连接一张表。',
  ],
  [
    'The pipeline has no parameter {0}. Add it to the pipeline, or write the name of another.',
    '流水线没有参数{0}。请将它添加到流水线，或填写其他参数的名称。',
  ],
  ["The pipeline's parameter {0} is {1}, and {2} is not.", '流水线参数{0}是{1}，而 {2} 不是。'],
  ['yes or no (true, false)', '是或否（true、false）'],
  [
    "No setting in the loop takes the pipeline's parameter {0}, so every item would do the same. Choose it in a setting of a node of the loop.",
    '循环中没有设置使用流水线参数{0}，因此每一项都会做同样的事。请在循环内某个节点的设置中选择它。',
  ],
  ["{0} of {1} can't be {2}: {3}", '{1}的{0}不能是 {2}：{3}'],
  ['{0} can’t run so: {1}', '{0}不能这样运行：{1}'],
]
