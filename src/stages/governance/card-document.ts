import { defang, escapeMarkdown, visible } from "../../core/inert/inert.ts";
import type { ReportBlock, ReportDocument, ReportSection } from "../report/document.ts";
import type { SystemCard } from "./card.ts";

const said = (text: string) => ({ text: visible(text), evidence: [] });
const list = (items: readonly string[], none = "None."): ReportBlock =>
  items.length === 0 ? { kind: "paragraph", strong: false, ...said(none) } : { kind: "list", ordered: false, items: items.map(said) };
const facts = (rows: readonly (readonly [string, string])[]): ReportBlock => ({
  kind: "facts",
  facts: rows.map(([name, text]) => ({ name, ...said(text) })),
});
const section = (heading: string, ...blocks: ReportBlock[]): ReportSection => ({ heading, blocks });
const percent = (share: number, digits = 2) => `${(share * 100).toFixed(digits)} %`;

/** The card as a document without a format. */
export function cardDocument(card: SystemCard): ReportDocument {
  return {
    title: `AI-system card: ${card.name} ${card.version}`,
    subtitle: `Tenant ${visible(card.tenant)}, ${card.at}. Not legal advice. [K]: known text of the law that was not looked up again.`,
    sections: [
      section("Intended purpose", list(card.intendedPurpose)),
      section("Not to be used for", list(card.notFor)),
      section("Roles", facts(card.roles.map(({ role, who }) => [role, who]))),
      section(
        "Parts",
        card.parts ? facts(card.parts.map(({ name, version }) => [name, version])) : list([], "No watch has begun: nothing is in use."),
      ),
      section(
        "Changes",
        list([...card.changes.map(({ at, says }) => `${at}: ${says}`), ...(card.changesCut ? ["More changes are in the record."] : [])]),
      ),
      section("Quality on labelled data (95 % intervals)", list((card.quality ?? []).map(figureLine), "This copy brings no figures.")),
      section("Quality in this installation", list(fieldLines(card))),
      section("Limits", list(card.limits), { kind: "paragraph", strong: true, ...said(card.automationBias) }),
      section(
        "Human oversight",
        list(card.oversight.measures),
        list(card.oversight.warnings, "Nothing is lacking in the roster."),
        list(overseerLines(card), "Nobody is entered."),
      ),
      section(
        "The agent as an ICT asset",
        facts([
          ["Entry", card.asset.says],
          ["Supports", card.asset.supports],
          ["Recovery", card.asset.recovery],
          ["Availability", availabilityLine(card)],
        ]),
      ),
    ],
  };
}

function figureLine({ suite, figure, value, interval, of }: NonNullable<SystemCard["quality"]>[number]): string {
  const [low, high] = interval ?? [];
  const bounds = low === undefined || high === undefined ? "" : ` (${low.toFixed(4)} to ${high.toFixed(4)})`;
  return `${suite}: ${figure}: ${value === null ? "not measured" : value.toFixed(4)}${bounds}${of === undefined ? "" : `, of ${of}`}`;
}

function fieldLines({ field: { missedThreats: missed }, exercise }: SystemCard): string[] {
  const rate = missed.measured
    ? `Missed threats of the last 90 days: ${percent(missed.estimate, 3)}, at most ${percent(missed.upperBound, 3)} (95 %); ${missed.judged} judged; covers ${missed.cover.covered} of ${missed.cover.closed} closings of the agent`
    : `Missed threats: not measured: ${missed.because}`;
  const played = exercise
    ? `Last exercise ${exercise.at}: ${exercise.attacksHeld.seen} of ${exercise.attacksHeld.of} hostile texts lowered something; ${exercise.violations} violations`
    : "No exercise with hostile text is in the record";
  return [rate, played];
}

const overseerLines = ({ oversight }: SystemCard) =>
  oversight.overseers.map(
    ({ overseer, duty, competences }) =>
      `${overseer}: ${duty}; ${competences.map(({ title, since, until, valid }) => `${title} (${since} to ${until ?? "no end"}${valid ? "" : ", not valid"})`).join(", ") || "no competence entered"}`,
  );

function availabilityLine({ asset: { availability: each } }: SystemCard): string {
  if (!each.measured) return `not measured: ${each.because}`;
  const minutes = (ms: number) => `${(ms / 60_000).toFixed(1)} min`;
  const recovery =
    each.medianRecoveryMs === null
      ? "no recovery to measure"
      : `recovery: median ${minutes(each.medianRecoveryMs)}, longest outage ${minutes(each.longestMs)}`;
  return `${percent(each.share, 3)} since ${new Date(each.fromMs).toISOString()}, ${each.outages} outages; ${recovery}${each.awayNow ? "; away now" : ""}`;
}

/** A document of this kind as Markdown (CommonMark) in which no text is markup. Ends in a line break. */
export function documentMarkdown({ title, subtitle, sections }: ReportDocument): string {
  const parts = sections.map(({ heading, blocks }) => [`## ${safe(heading)}`, ...blocks.map(blockText)].join("\n\n"));
  return `${[`# ${safe(title)}`, safe(subtitle), ...parts].join("\n\n")}\n`;
}

const safe = (text: string) => escapeMarkdown(defang(text));

function blockText(block: ReportBlock): string {
  if (block.kind === "paragraph") return block.strong ? `**${safe(block.text)}**` : safe(block.text);
  if (block.kind === "list") return block.items.map(({ text }) => `- ${safe(text)}`).join("\n");
  if (block.kind === "facts") return block.facts.map(({ name, text }) => `- ${safe(name)}: ${safe(text)}`).join("\n");
  const row = (cells: readonly string[]) => `| ${cells.map(safe).join(" | ")} |`;
  return [row(block.columns), `|${block.columns.map(() => "---").join("|")}|`, ...block.rows.map(({ cells }) => row(cells))].join("\n");
}
