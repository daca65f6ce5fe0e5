/** A time of ours (milliseconds) as the API writes it. */
export const iso = (timeMs: number): string => new Date(timeMs).toISOString();
/** As `iso`; null for a time that is not there. */
export const isoOrNull = (timeMs: number | undefined): string | null => (timeMs === undefined ? null : iso(timeMs));
/** A time of a request in milliseconds; undefined for none. */
export const msOf = (time: string | undefined): number | undefined => (time === undefined ? undefined : Date.parse(time));
/** An object without what is not there, for types that tell absent from undefined. */
export function given<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
