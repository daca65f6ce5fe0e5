// Marks of hostile text, as docs/guides/figures.md names them, written down a second time.
const esc = String.fromCharCode(27);
const [csi, osc] = [String.fromCharCode(0x9b), String.fromCharCode(0x9d)];
const unseen = (code) =>
  (code >= 0x202a && code <= 0x202e) ||
  (code >= 0x2066 && code <= 0x2069) ||
  code === 0x200b ||
  code === 0x2060 ||
  (code >= 0xe0001 && code <= 0xe007f);

const words = [
  /<script\b/i,
  /<(img|svg|iframe|body)\b[^>]{0,200}\bon[a-z]{3,20}\s{0,4}=/i,
  /\bjavascript:\S/i,
  /\$\{jndi:/i,
  /!\[[^\]]{0,200}\]\(\s{0,4}https?:\/\//i,
  /<\|(im_start|im_end|system|endoftext)\|>/i,
  /\[\/?INST\]/i,
  /\b(ignore|disregard|forget)\s{1,4}((all|any|the|your)\s{1,4}){0,3}(previous|prior|above|earlier|system)\s{1,4}(instruction|prompt|rule|message)s?/i,
  /\b(mark|close|classify|treat)\s{1,4}(this|the)\s{1,4}(alert|case|incident|event)\s{1,4}as\s{1,4}(benign|safe|harmless|(a\s{1,4})?false[\s-]positive)/i,
  /\byou\s{1,4}are\s{1,4}(an?\s{1,4})?(ai|language\s{1,4}model|soc|security)\s{1,4}(assistant|agent|analyst|model)\b/i,
];

/** Whether a text bears a mark. */
export function hostile(whole) {
  const text = whole.slice(0, 65_536);
  for (const letter of text) if (unseen(letter.codePointAt(0))) return true;
  if (text.includes(csi) || text.includes(osc)) return true;
  for (let at = text.indexOf(esc); at >= 0; at = text.indexOf(esc, at + 1)) if ("[]PX^_".includes(text[at + 1] ?? " ")) return true;
  return words.some((pattern) => pattern.test(text));
}
