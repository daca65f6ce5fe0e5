import type { StreamParser } from "@codemirror/language";

const words = /^(?:permit|forbid|when|unless|principal|action|resource|context|in|has|like|is|if|then|else)\b(?!\s*::)/;

/** The colours of Cedar: what decides, names of entities, texts, numbers, notes. What a policy means is the server's to say. */
export const cedar: StreamParser<object> = {
  name: "cedar",
  startState: () => ({}),
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match("//")) {
      stream.skipToEnd();
      return "comment";
    }
    if (stream.match(/^@\w+/)) return "meta";
    if (stream.match(/^"(?:[^"\\]|\\.)*"?/)) return "string";
    if (stream.match(/^-?\d+\b/)) return "number";
    if (stream.match(/^(?:true|false)\b/)) return "bool";
    if (stream.match(words)) return "keyword";
    if (stream.match(/^[A-Za-z_]\w*(?=::)/)) return "typeName";
    if (stream.match(/^[A-Za-z_]\w*/)) return null;
    stream.next();
    return null;
  },
};
