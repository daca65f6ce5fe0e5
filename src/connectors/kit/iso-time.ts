const iso = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?)(Z|[+-]\d\d:\d\d)?$/;

/** The milliseconds of a time as products write it in JSON (RFC 3339; without a zone it is UTC); undefined for anything else. */
export function isoMs(value: unknown): number | undefined {
  const [, moment, zone = "Z"] = (typeof value === "string" && iso.exec(value)) || [];
  const timeMs = moment === undefined ? Number.NaN : Date.parse(`${moment}${zone}`);
  return Number.isSafeInteger(timeMs) ? timeMs : undefined;
}
