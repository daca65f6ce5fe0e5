/** The text that a query in KQL compares a column with, read back by the rules of its literals; undefined where it compares none so. */
export function kqlLiteral(query: string, column: string): string | undefined {
  const at = query.indexOf(`column_ifexists("${column}", "")) =~ "`);
  if (at < 0) return undefined;
  const rest = query.slice(query.indexOf("=~ ", at) + 3);
  const end = /^"(?:[^"\\\n]|\\u[0-9a-f]{4})*"/.exec(rest)?.[0];
  return end === undefined ? `broken out of: ${rest}` : (JSON.parse(end) as string);
}
