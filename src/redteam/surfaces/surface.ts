/** The fields that somebody outside writes: where hostile text is put. */
export const surfaces = [
  "user-agent",
  "url",
  "dns-name",
  "host-name",
  "user-name",
  "file-name",
  "command-line",
  "mail-subject",
  "mail-body",
  "attachment-name",
  "resource-tag",
  "ticket-comment",
  "intelligence-text",
  "cmdb-text",
  "alert-title",
  "alert-description",
] as const;
/** One word of `surfaces`. */
export type Surface = (typeof surfaces)[number];

/** The most UTF-16 units that a surface takes: as much as the product that writes it would, or our own format allows. A longer text is cut. */
export const surfaceLengthMax: Readonly<Record<Surface, number>> = {
  "user-agent": 8_192,
  url: 8_192,
  "dns-name": 180,
  "host-name": 180,
  "user-name": 400,
  "file-name": 1_024,
  "command-line": 32_000,
  "mail-subject": 998,
  "mail-body": 70_000,
  "attachment-name": 200,
  "resource-tag": 256,
  "ticket-comment": 60_000,
  "intelligence-text": 2_000,
  "cmdb-text": 200,
  "alert-title": 900,
  "alert-description": 60_000,
};

/** What is put into the fields of a case; a field that is not named holds its ordinary text alone. */
export type Planted = Partial<Readonly<Record<Surface, string>>>;

/** The ordinary text of a field, with what is planted behind it: adding is what an attacker can always do. */
export function holding(planted: Planted, surface: Surface, ordinary: string, joint = " "): string {
  const text = planted[surface];
  return text === undefined ? ordinary : `${ordinary}${joint}${fitting(text, surface)}`;
}

/** As much of a text as a surface takes; a pair of surrogates is never cut in two. */
export function fitting(text: string, surface: Surface): string {
  const cut = text.slice(0, surfaceLengthMax[surface]);
  return text.length > cut.length && /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}
