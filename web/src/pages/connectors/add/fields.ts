/** A setting as its JSON Schema describes it, and how it is filled in. */
export type SettingField = {
  readonly name: string;
  readonly kind: "text" | "long-text" | "number" | "yes-no" | "one-of" | "some-of" | "list" | "json";
  readonly isNeeded: boolean;
  readonly says: string | undefined;
  /** What holds where nothing is put in, as it would be typed. */
  readonly without: string | undefined;
  readonly options: readonly string[];
  readonly pattern: string | undefined;
  readonly lengthMax: number | undefined;
  readonly least: number | undefined;
  readonly most: number | undefined;
  readonly isWhole: boolean;
};
/** What was typed, by the names of settings. A choice of several is one line each. */
export type Typed = Readonly<Record<string, string>>;

type Schema = Readonly<Record<string, unknown>>;
const longFrom = 4_097;

const schemaOf = (given: unknown): Schema => (typeof given === "object" && given !== null ? (given as Schema) : {});
const textOf = (given: unknown) => (typeof given === "string" ? given : undefined);
const numberOf = (given: unknown) => (typeof given === "number" ? given : undefined);
const words = (given: unknown): readonly string[] => (Array.isArray(given) ? given.map(String) : []);

/** The fields of a form: what is needed first, each group in the schema's own order. */
export function fieldsOf(schema: Schema): readonly SettingField[] {
  const needed = words(schema.required);
  const fields = Object.entries(schemaOf(schema.properties)).map(([name, of]) => fieldOf(name, schemaOf(of), needed.includes(name)));
  return [...fields.filter(({ isNeeded }) => isNeeded), ...fields.filter(({ isNeeded }) => !isNeeded)];
}

function fieldOf(name: string, of: Schema, isNeeded: boolean): SettingField {
  const kind = kindOf(of);
  return {
    ...{ name, kind, isNeeded },
    says: textOf(of.description),
    without: of.default === undefined ? undefined : typedOf(kind, of.default),
    options: kind === "some-of" ? words(schemaOf(of.items).enum) : constantsOf(of),
    pattern: textOf(of.pattern),
    lengthMax: numberOf(of.maxLength),
    least: numberOf(of.minimum),
    most: numberOf(of.maximum),
    isWhole: of.type === "integer",
  };
}

/** The values of a choice: words of an enum, or constants side by side. */
function constantsOf(of: Schema): readonly string[] {
  if (of.enum !== undefined) return words(of.enum);
  const sides = Array.isArray(of.anyOf) ? of.anyOf.map(schemaOf) : [];
  return sides.length > 0 && sides.every((each) => "const" in each) ? sides.map((each) => String(each.const)) : [];
}

function kindOf(of: Schema): SettingField["kind"] {
  if (of.type === "boolean") return "yes-no";
  if (constantsOf(of).length > 0) return "one-of";
  if (of.type === "integer" || of.type === "number") return "number";
  if (of.type === "string") return (numberOf(of.maxLength) ?? 0) >= longFrom ? "long-text" : "text";
  const items = schemaOf(of.items);
  if (of.type === "array" && items.enum !== undefined) return "some-of";
  return of.type === "array" && items.type === "string" ? "list" : "json";
}

function typedOf(kind: SettingField["kind"], value: unknown): string {
  if (kind === "some-of" || kind === "list") return words(value).join("\n");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** The settings that were typed, without those that nobody touched; `wrong` says which cannot be read. The server checks them all. */
export function settingsOf(
  fields: readonly SettingField[],
  typed: Typed,
): { readonly settings: Record<string, unknown>; readonly wrong: Readonly<Record<string, string>> } {
  const settings: [string, unknown][] = [];
  const wrong: [string, string][] = [];
  for (const field of fields) {
    const text = Object.hasOwn(typed, field.name) ? (typed[field.name] ?? "").trim() : "";
    if (text === "") {
      if (field.isNeeded) wrong.push([field.name, "It is needed."]);
      continue;
    }
    const read = readField(field, text);
    if ("wrong" in read) wrong.push([field.name, read.wrong]);
    else if (text !== field.without) settings.push([field.name, read.value]);
  }
  return { settings: Object.fromEntries(settings), wrong: Object.fromEntries(wrong) };
}

function readField({ kind, options, isWhole }: SettingField, text: string): { readonly value: unknown } | { readonly wrong: string } {
  if (kind === "yes-no") return { value: text === "true" };
  if (kind === "some-of" || kind === "list")
    return {
      value: text
        .split("\n")
        .map((line) => line.trim())
        .filter(Boolean),
    };
  if (kind === "number") {
    const value = Number(text);
    return Number.isFinite(value) && (!isWhole || Number.isInteger(value))
      ? { value }
      : { wrong: isWhole ? "A whole number." : "A number." };
  }
  // A choice of numbers stays one of numbers.
  if (kind === "one-of") return { value: options.every((each) => /^\d+$/.test(each)) ? Number(text) : text };
  if (kind !== "json") return { value: text };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { wrong: "It is read as JSON, and is none." };
  }
}
