/** One field of what an entry says. `isLong` wants a block of its own; `isJson` says that the blanks at the beginnings of its lines are ours. */
export type Fact = { readonly name: string; readonly value: string; readonly isLong: boolean; readonly isJson: boolean };

const fieldsMax = 100;
const lineLengthMax = 160;

/** What an entry says, field by field in its own order; what has parts of its own is written as JSON. Times in milliseconds are written as moments beside the number. */
export function factsOf(event: unknown): { readonly facts: readonly Fact[]; readonly withheld: readonly string[] } {
  if (typeof event !== "object" || event === null || Array.isArray(event)) return { facts: [factOf("says", event)], withheld: [] };
  const fields = new Map<string, unknown>(Object.entries(event));
  const withheld = fields.get("withheld");
  const words = Array.isArray(withheld) ? withheld.filter((each): each is string => typeof each === "string") : [];
  const rest = [...fields].filter(([name]) => name !== "type" && !(name === "withheld" && words.length > 0));
  return { facts: rest.slice(0, fieldsMax).map(([name, value]) => factOf(name, value)), withheld: words };
}

function factOf(name: string, value: unknown): Fact {
  const text = textOf(name, value);
  return {
    name,
    value: text,
    isLong: text.length > lineLengthMax || text.includes("\n"),
    isJson: typeof value === "object" && value !== null,
  };
}

function textOf(name: string, value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" && /(?:Ms|^at)$/.test(name) && isMoment(value)) return `${new Date(value).toISOString()} (${value})`;
  if (typeof value === "object" && value !== null) return JSON.stringify(value, undefined, 2);
  return value === undefined ? "nothing" : String(value);
}

/** From 2001 to 2100: a duration in milliseconds is no moment. */
const isMoment = (value: number) => Number.isInteger(value) && value > 978_307_200_000 && value < 4_102_444_800_000;
