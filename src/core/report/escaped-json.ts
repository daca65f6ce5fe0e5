/**
 * JSON text in which no character can do anything to who looks at the file: controls beyond ASCII (a terminal takes U+009B for ESC [), marks that turn the
 * direction of text, ends of line of Unicode and tags stand as `\uXXXX`. It is the same JSON: outside of its strings none of these can occur.
 */
export function escapedJson(json: string): string {
  return json.replace(active, (mark) =>
    Array.from({ length: mark.length }, (_, at) => `\\u${mark.charCodeAt(at).toString(16).padStart(4, "0")}`).join(""),
  );
}

const active = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/gu;
