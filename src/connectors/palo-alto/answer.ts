import { Parser } from "htmlparser2";

/** What we read out of an answer of the PAN-OS XML API. */
export type PanAnswer = {
  readonly status: string;
  readonly code: string | undefined;
  /** What the firewall says about each address, and anything else it says, as it says it; for comparison only. */
  readonly messages: readonly string[];
  /** Registered addresses with their tags, in the order they came. */
  readonly entries: readonly { readonly ip: string; readonly tags: readonly string[] }[];
  readonly count: number | undefined;
};

const depthMax = 32;
const itemsMax = 10_000;
const textLengthMax = 1_000;

/**
 * Reads an answer; undefined when it is none: no `response` at the root, nested deeper or longer than an honest one, or cut off. Entities that a document
 * declares itself are not read, and nothing is fetched.
 */
export function readPanAnswer(text: string): PanAnswer | undefined {
  const open: string[] = [];
  const messages: string[] = [];
  const entries: { ip: string; tags: string[] }[] = [];
  let root: { status: string; code: string | undefined } | undefined;
  let count: number | undefined;
  let isBroken = false;
  let isWhole = false;
  let isOver = false;
  let said = "";
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (isWhole || open.length >= depthMax || entries.length + messages.length >= itemsMax) isBroken = true;
        if (isBroken) return;
        if (open.length === 0) {
          if (name !== "response") isBroken = true;
          root = { status: attributes.status ?? "", code: attributes.code };
        }
        if (name === "entry" && attributes.ip !== undefined) entries.push({ ip: attributes.ip, tags: [] });
        if (name === "entry" && attributes.message !== undefined) messages.push(attributes.message.slice(0, textLengthMax));
        open.push(name);
        said = "";
      },
      ontext(words) {
        if (said.length < textLengthMax) said += words;
      },
      onclosetag(name) {
        if (isOver || open.pop() !== name) isBroken = true;
        const words = said.trim();
        said = "";
        if (name === "member" && open.at(-1) === "tag") entries.at(-1)?.tags.push(words);
        else if ((name === "line" || name === "msg") && words !== "") messages.push(words.slice(0, textLengthMax));
        else if (name === "count" && /^\d{1,9}$/.test(words)) count = Number(words);
        if (open.length === 0) isWhole = true;
      },
      onerror() {
        isBroken = true;
      },
    },
    { xmlMode: true, decodeEntities: true },
  );
  parser.write(text);
  // What is closed only because the text is over was cut off.
  isOver = true;
  parser.end();
  return root && isWhole && !isBroken ? { ...root, messages, entries, count } : undefined;
}
