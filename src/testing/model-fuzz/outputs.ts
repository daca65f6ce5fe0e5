import { intents, readingMarks } from "../../core/model/reading.ts";
import { observableTypes } from "../../core/observable/observable.ts";
import { meanings } from "../../core/query/meaning/vocabulary.ts";
import type { Dice } from "./dice.ts";
import { catalogue, proseGround, slotText } from "./ground.ts";

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type Role = "reader" | "planner" | "writer" | "guide";

/** One raw output of a hostile or confused model: half of them begin as good ones. */
export function hostileOutput(role: Role, dice: Dice): string {
  if (dice.odds(12)) return noise(dice);
  let value: Json = good[role](dice);
  const changes = dice.odds(4) ? 0 : 1 + dice.below(2);
  for (let change = 0; change < changes; change++) value = changed(value, dice);
  const text = JSON.stringify(value);
  return dice.odds(3) ? bent(text, dice) : text;
}

const good: Readonly<Record<Role, (dice: Dice) => Json>> = {
  reader: (dice) => ({
    intent: dice.one(intents),
    marks: some(dice, 3, () => ({ mark: dice.one(readingMarks), span: span(dice) })),
    entities: some(dice, 3, () => ({ type: dice.one(observableTypes), span: span(dice) })),
  }),
  planner: (dice) => ({
    questions: some(dice, 6, () => {
      const [question, handles] = dice.one([...catalogue]);
      return { question, about: dice.one([...handles]) };
    }),
    hypotheses: some(dice, 3, () => ({
      category: dice.one(["phishing", "malware", "other"]),
      refutedBy: some(dice, 3, () => dice.one([...catalogue.keys()])),
    })),
  }),
  writer: (dice) => ({
    sentences: some(dice, 5, () => ({
      part: dice.one(["summary", "timeline", "handover"]),
      text: dice.one(sentences),
      evidence: [dice.one([...proseGround.evidence.keys()]), ...some(dice, 2, () => dice.one(["e-1", "e-2", "e-3", "e-4"]))],
    })),
  }),
  guide: (dice) =>
    dice.one<() => Json>([
      () => ({ kind: "none" }),
      () => ({
        kind: "cases",
        filter: {
          of: dice.one(["cases", "alerts"]),
          state: [dice.one(["open", "closed", "merged"])],
          text: dice.one(["alice", "mail"]),
          fromMs: dice.below(9),
          toMs: dice.below(9),
        },
      }),
      () => ({
        kind: "events",
        query: {
          time: { fromMs: dice.below(9), toMs: dice.below(9) },
          where: where(dice, 1 + dice.below(9)),
          limit: 1 + dice.below(1_001),
        },
      }),
    ])(),
};

const sentences = [
  "The mail asks for the password of alice.",
  "No event mentions 203.0.113.7.",
  "203.0.113.7 was seen.",
  "203.0.113.9 signed in to 4 accounts.",
  "203.0.113.9 signed in to 40 accounts.",
  "The case is benign.",
  "The attacker signed in.",
  "No data left.",
  "See https://evil.test/x.",
  "<b>alice</b> asks.",
];

const some = <Item>(dice: Dice, max: number, make: () => Item): Item[] => Array.from({ length: dice.below(max + 1) }, make);

function span(dice: Dice): Json {
  const { shown } = slotText;
  const from = dice.below(shown.length - 1);
  const to = Math.min(shown.length, from + 1 + dice.below(40));
  const quote = shown.slice(from, to);
  return dice.odds(2) ? { from, to, quote } : { from: null, to: null, quote };
}

function where(dice: Dice, depth: number): Json {
  if (depth <= 1)
    return {
      field: dice.one(meanings),
      op: dice.one(["eq", "contains", "regex", "cidr", "gt", "exists"]),
      value: dice.one(["x", "(a+)+$", "10.0.0.0/8", 5, true, "\u0000"]),
    };
  return dice.odds(2) ? { not: where(dice, depth - 1) } : { [dice.one(["all", "any"])]: [where(dice, depth - 1)] };
}

const strange: readonly Json[] = [
  null,
  true,
  -1,
  0,
  1,
  1.5,
  1e308,
  9_007_199_254_740_992,
  "",
  "e-1",
  "h-99",
  "h-1 ",
  "phishing/link-known-bad ",
  "reader",
  "🔒",
  "\u202e",
  "\u0000",
  "constructor",
  [],
  {},
  [[]],
  "a".repeat(401),
  "x\ny",
  "ordinary-business",
  "e-0",
  "e-9",
  "true-positive",
  { from: 0, to: 1, quote: "D" },
  { from: 0, to: 2, quote: "D" },
];

/** One place of a value is changed: another value, a name more or fewer, an item twice. */
function changed(value: Json, dice: Dice): Json {
  if (dice.odds(6)) return dice.one(strange);
  if (Array.isArray(value)) {
    if (value.length === 0 || dice.odds(5)) return [...value, dice.odds(2) && value.length > 0 ? dice.one(value) : dice.one(strange)];
    const place = dice.below(value.length);
    return value.map((item, at) => (at === place ? changed(item, dice) : item));
  }
  if (typeof value === "object" && value !== null) {
    const names = Object.keys(value);
    if (names.length === 0 || dice.odds(6))
      return { ...value, [dice.one(["extra", "verdict", "from", "toString", "Intent"])]: dice.one(strange) };
    const name = dice.one(names);
    if (dice.odds(8)) return Object.fromEntries(Object.entries(value).filter(([each]) => each !== name));
    return { ...value, [name]: changed(value[name] ?? null, dice) };
  }
  if (typeof value === "number") return value + dice.one([-1, 1, 0.5, 1e9]);
  if (typeof value === "string" && value.length > 0) {
    const at = dice.below(value.length);
    return value.slice(0, at) + dice.one(["", "x", " ", "\u200b", "\ud800", "а", "\n"]) + value.slice(at + dice.below(2));
  }
  return dice.one(strange);
}

const insertions = [
  "{",
  "}",
  "[",
  "]",
  ",",
  ":",
  '"',
  "\\",
  "\\u0000",
  "\\ud800",
  "\\u202e",
  "NaN",
  "Infinity",
  "1e999",
  "-",
  "/*x*/",
  "\u0000",
  "\u0085",
  "\ufeff",
  '"__proto__":{},',
  '"intent":"unclear",',
  "'",
  "0",
];

/** The text itself is bent: something before or after it, within it, cut off, fenced, nested. */
function bent(text: string, dice: Dice): string {
  const at = dice.below(text.length + 1);
  return dice.one<() => string>([
    () => text.slice(0, at) + dice.one(insertions) + text.slice(at),
    () => text.slice(0, at),
    () => text.slice(0, at) + text.slice(at + 1 + dice.below(4)),
    () => `\`\`\`json\n${text}\n\`\`\``,
    () => `\`\`\`\n${text}\n\`\`\`\nHope this helps!`,
    () => `Here you are: ${text}`,
    () => `${text} ${text}`,
    () => ` \n${text}\n`,
    () => text.replace("{", `{${text.slice(1, at)},`),
    () => text.replace(/"([a-z]+)":/i, '"$1":null,"$1":'),
    () => "[".repeat(dice.below(200)) + text,
    () => text.replace(/\d/, dice.one(["01", "1e1", "-0", "1.0", "0x1", "１"])),
  ])();
}

function noise(dice: Dice): string {
  const characters = '{}[]",:\\ntfu0123456789eE+-. \n`abcintent⟦⟧\u0000\ud800\u202e🔒';
  return Array.from({ length: dice.below(60) }, () => characters[dice.below(characters.length)]).join("");
}
