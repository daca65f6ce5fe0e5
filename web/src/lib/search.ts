/** What stands in an address after `?`: a word, or several of one name. */
export type Search = Readonly<Record<string, string | readonly string[]>>;

/** `?severity=high&severity=critical` as names and words, so that an address can be read and written by hand. */
export function parseSearch(text: string): Record<string, string | string[]> {
  const found: Record<string, string | string[]> = {};
  const params = new URLSearchParams(text);
  for (const name of new Set(params.keys())) {
    const values = params.getAll(name);
    found[name] = values.length === 1 ? values[0]! : values;
  }
  return found;
}

/** The other way round; what is undefined or empty is left out. */
export function stringifySearch(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search))
    for (const each of Array.isArray(value) ? value : [value])
      if (each !== undefined && each !== null && each !== "") params.append(name, String(each));
  const text = params.toString();
  return text === "" ? "" : `?${text}`;
}
