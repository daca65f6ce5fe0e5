/** RFC 5424 section 6.3: elements by id, parameters by name; of one named twice, all values. Maps, since the names come from outside. */
export type Structured = ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;

/** The most parameters of one message. */
const parametersMax = 500;

/** Reads STRUCTURED-DATA and what follows it, the message (without its byte order mark); undefined when it is not well-formed. */
export function structuredData(text: string): { readonly structured: Structured | undefined; readonly rest: string } | undefined {
  if (text === "" || text === "-") return { structured: undefined, rest: "" };
  if (text.startsWith("- ")) return { structured: undefined, rest: messageOf(text.slice(1)) };
  if (!text.startsWith("[")) return undefined;
  const elements = new Map<string, Map<string, string[]>>();
  let at = 0;
  let count = 0;
  while (text[at] === "[") {
    const id = /^\[([^\s=\]"]{1,64})/.exec(text.slice(at, at + 80));
    if (!id) return undefined;
    at += id[0].length;
    const parameters = elements.get(id[1]!) ?? new Map<string, string[]>();
    elements.set(id[1]!, parameters);
    while (text[at] === " ") {
      const parameter = parameterAt(text, at + 1);
      if (!parameter || ++count > parametersMax) return undefined;
      parameters.set(parameter.name, [...(parameters.get(parameter.name) ?? []), parameter.value]);
      at = parameter.end;
    }
    if (text[at] !== "]") return undefined;
    at++;
  }
  return { structured: elements, rest: messageOf(text.slice(at)) };
}

function parameterAt(text: string, from: number): { readonly name: string; readonly value: string; readonly end: number } | undefined {
  const name = /^([^\s=\]"]{1,128})="/.exec(text.slice(from, from + 140));
  if (!name) return undefined;
  let value = "";
  for (let at = from + name[0].length; at < text.length; at++) {
    const sign = text[at]!;
    // Only these three are escaped; before anything else a backslash stands for itself.
    if (sign === "\\" && /["\\\]]/.test(text[at + 1] ?? "")) value += text[++at]!;
    else if (sign === '"') return { name: name[1]!, value, end: at + 1 };
    else value += sign;
  }
  return undefined;
}

function messageOf(text: string): string {
  return text.replace(/^ /, "").replace(/^\uFEFF/, "");
}
