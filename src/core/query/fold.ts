/**
 * How texts are compared without case: Unicode's simple lower-case mapping, one character for one, the same in every locale
 * (Unicode Character Database, Simple_Lowercase_Mapping; PostgreSQL's collation `pg_c_utf8` maps alike, and a test compares the two).
 */
export function fold(text: string): string {
  // The two characters that JavaScript maps by context or to more than one character.
  const simple = /[İΣ]/.test(text) ? text.replaceAll("İ", "i").replaceAll("Σ", "σ") : text;
  return simple.toLowerCase();
}
