import type { MessagePair } from '../messages.ts'

/** What is said of images: of zips, of *Images* and of *Prepare images*. */
export const imageMessages: readonly MessagePair[] = [
  // Cards.
  ['no zip yet', '尚无压缩包'],
  ['the newest zip', '最新的压缩包'],
  ['a zip of images', '图像压缩包'],
  ['{0#} × {1#}', '{0} × {1}'],
  ['stretch', '拉伸'],
  ['crop', '裁剪'],
  ['pad', '填充'],
  ['colour', '彩色'],
  ['grey', '灰度'],
  ['1 copy of each', '每幅 1 个副本'],
  ['{0#} copies of each', '每幅 {0} 个副本'],
  // Checks.
  ['No zip of images is chosen.', '尚未选择图像压缩包。'],
  ['This file is no zip of images.', '此文件不是图像压缩包。'],
  ['Choose another, or read it with *File*.', '请选择其他文件，或用*文件*节点读取。'],
  ['This is a zip of images, which *File* does not read.', '这是图像压缩包，*文件*节点不能读取。'],
  ['Take *Images* in its place.', '请改用*图像*节点。'],
  ['No image arrives here, so nothing is prepared.', '没有传入图像，因此不会准备任何内容。'],
  // Reading a zip.
  ['The zip is damaged, or not one that can be read.', '压缩包已损坏，或无法读取。'],
  ['Pack it anew, and upload it again.', '请重新打包并再次上传。'],
  ['There is no image in the zip.', '压缩包中没有图像。'],
  [
    'Pack files that end in {0}, in a folder for each class.',
    '请打包以 {0} 结尾的文件，每个类别一个文件夹。',
  ],
  ['The zip has {0} files; {1} can be looked through.', '压缩包有 {0} 个文件；最多可查看 {1} 个。'],
  ['Pack the images alone.', '请只打包图像。'],
  ['The zip has {0} images; {1} can be read.', '压缩包有 {0} 幅图像；最多可读取 {1} 幅。'],
  ['Pack fewer, or several zips.', '请减少图像，或打包成多个压缩包。'],
  ['The images of the zip take {0} GB; {1} GB can be read.', '压缩包中的图像共 {0} GB；最多可读取 {1} GB。'],
  [
    'Make them smaller: models rarely look at more than 256 pixels a side.',
    '请缩小图像：模型很少查看每边超过 256 像素的图像。',
  ],
  ['No image of the zip can be read: {0} are broken.', '压缩包中没有可读取的图像：{0} 已损坏。'],
  [
    'Open one of them with another program, and pack the zip anew.',
    '请用其他程序打开其中一幅，然后重新打包。',
  ],
  ['This is a zip.', '这是一个压缩包。'],
  [
    'If it holds images, read it with the node Images; if it holds a table, unpack it and upload what is in it.',
    '如果其中是图像，请用“图像”节点读取；如果其中是表格，请解压后上传其内容。',
  ],
  ['{0#} images can’t be read and are left out: {1}.', '{0} 幅图像无法读取，已略去：{1}。'],
  ['1 image can’t be read and is left out: {0}.', '1 幅图像无法读取，已略去：{0}。'],
  [
    '{0#} images of {1#} that were looked at can’t be read and are left out: {2}.',
    '查看的 {1} 幅图像中有 {0} 幅无法读取，已略去：{2}。',
  ],
  [
    '1 image of {0#} that were looked at can’t be read and is left out: {1}.',
    '查看的 {0} 幅图像中有 1 幅无法读取，已略去：{1}。',
  ],
  ['{0#} images beside the folders have no class.', '{0} 幅图像不在任何文件夹中，没有类别。'],
  ['1 image beside the folders has no class.', '1 幅图像不在任何文件夹中，没有类别。'],
  ['{0#} images', '{0} 幅图像'],
  ['Reading the images', '正在读取图像'],
  // Preparing.
  ['Changing the images', '正在变换图像'],
  ['Added {0#} changed images.', '已加入 {0} 幅变换后的图像。'],
  ['{0#} copies of {1} images of {2} are more than fit.', '{2} 的图像 {1} 幅，各 {0} 个副本，超出容量。'],
  ['Make fewer copies, or prepare the images smaller.', '请减少副本，或将图像准备得更小。'],
  ['No prepared image arrives here, so nothing is added.', '没有传入准备好的图像，因此不会加入任何内容。'],
  ['{0} holds vectors that are no pictures.', '{0} 包含的向量不是图像。'],
  ['Choose a column that *Prepare images* made.', '请选择由*准备图像*生成的列。'],
  [
    'No Split stands upstream, so copies are made of all rows, and no score will be of images that are new.',
    '上游没有“划分”，因此所有行都会被复制，任何得分都不是针对新图像的。',
  ],
  ['Preparing the images', '正在准备图像'],
  ['Row {0#}: "{1}" is not an image that can be read.', '第 {0} 行：“{1}”不是可读取的图像。'],
  ['JPEG, PNG, WebP, GIF, TIFF and AVIF can.', '可读取 JPEG、PNG、WebP、GIF、TIFF 和 AVIF。'],
  ['The images could not be decoded within five minutes.', '图像未能在五分钟内解码。'],
  ['Use fewer or smaller ones.', '请使用更少或更小的图像。'],
  ['Column "{0}" must hold images.', '列“{0}”必须包含图像。'],
]
