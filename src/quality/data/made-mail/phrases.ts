/** What a made phishing mail is after. The families are also what the shipped text model tells apart (stages/judge-mail/intent.ts). */
export type Theme =
  | "account"
  | "money"
  | "parcel"
  | "authority"
  | "prize"
  | "wallet"
  | "document"
  | "fortune"
  | "threat"
  | "offer"
  | "boss";

/** What made ordinary mail is about. */
export type Occasion = "newsletter" | "receipt" | "shipping" | "requested" | "notice" | "statement" | "personal" | "trade" | "marketing";

/** Sentences of one theme. Slots: {brand} {mail} {name} {n} {amount} {days} {id} {item} {date} {city}. */
export type Phrases = { readonly subjects: readonly string[]; readonly lines: readonly string[]; readonly buttons: readonly string[] };

/** One language: phrases of what attackers write and of what ordinary senders write. Written for this product from knowledge of the field. */
export type Tongue = {
  readonly name: string;
  readonly bait: Partial<Readonly<Record<Theme, Phrases>>>;
  readonly plain: Partial<Readonly<Record<Occasion, Phrases>>>;
  readonly greetings: readonly string[];
  /** How a stranger greets whom he does not know. */
  readonly strangers: readonly string[];
  readonly closings: readonly string[];
};

/** One phrase a line; empty lines left out. */
export function list(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** Subjects, then lines, then buttons, parted by lines of "--". */
export function phrases(text: string): Phrases {
  const [subjects = "", lines = "", buttons = ""] = text.split(/^\s*--\s*$/m);
  return { subjects: list(subjects), lines: list(lines), buttons: list(buttons) };
}

/** The phrases of two books together. */
export function joined(a: Tongue["bait"], b: Tongue["bait"]): Tongue["bait"] {
  const themes = [...new Set([...Object.keys(a), ...Object.keys(b)])] as Theme[];
  const both = (theme: Theme, part: keyof Phrases) => [...(a[theme]?.[part] ?? []), ...(b[theme]?.[part] ?? [])];
  return Object.fromEntries(
    themes.map((theme) => [theme, { subjects: both(theme, "subjects"), lines: both(theme, "lines"), buttons: both(theme, "buttons") }]),
  );
}
