/** A marker: the text is translated where it is shown, by `t(text)`. Returns it as it is. */
export const msg = <Text extends string>(text: Text): Text => text
