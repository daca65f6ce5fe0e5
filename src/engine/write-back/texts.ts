import { inert, inertObservable } from "../../core/inert/inert.ts";
import { automatedNotice } from "../../stages/report/automated.ts";
import { counted, momentOf, percent, priorityWords, verdictWords } from "../../stages/report/words.ts";
import { priorityOf, type ToldCase } from "./one-case.ts";

// What people read elsewhere: plain text, one idea a line. Every value from outside is inert before it is put into a line.

const titleLengthMax = 140;
const becauseLengthMax = 1_200;
const [unknownsMax, techniquesMax, assetsMax, observablesMax, alertsMax, actionsMax] = [10, 20, 20, 30, 25, 20];

/** The first line of a ticket or a notice. */
export function titleOf({ case: each }: Pick<ToldCase, "case">): string {
  return `[${each.severity}] ${inert(each.title, titleLengthMax)}`;
}

/** Verdict, severity and number of alerts, in one sentence. */
export function summaryOf(settled: ToldCase): string {
  const { case: each, alertsTotal } = settled;
  const { name } = verdictWords[each.verdict];
  const fate = each.escalated ? "needs a person" : "is closed";
  const priority = priorityOf(settled);
  return `Case ${inert(each.id, 80)} ${fate}: ${name}, severity ${each.severity}, likelihood ${percent(each.maliciousness)}, priority ${priority} (${priorityWords[priority] ?? ""}), ${counted(alertsTotal, "alert")}.`;
}

/** What chat, paging and mail say of a case: one paragraph, and who writes. */
export const noticeText = (settled: ToldCase): string => `${summaryOf(settled)} ${automatedNotice}`;

/** The case as a ticket begins with it. */
export function ticketText(settled: ToldCase, url: string | undefined): string {
  const { case: each } = settled;
  return [
    summaryOf(settled),
    "",
    `Why: ${inert(each.because, becauseLengthMax)}`,
    `Activity: ${momentOf(each.firstTime)} to ${momentOf(each.lastTime)} (UTC)`,
    ...list("What we do not know", each.unknowns, unknownsMax, (unknown) => inert(unknown)),
    ...list("Techniques (ATT&CK)", each.techniques, techniquesMax, ({ id, confidence }) => `${inert(id, 20)}, ${percent(confidence)} sure`),
    ...list(
      "Assets",
      each.assets,
      assetsMax,
      ({ name, role, criticality }) => `${inert(name, 120)} (${inert(role, 40)}, ${inert(criticality, 40)})`,
    ),
    ...list(
      "Observables",
      each.observables,
      observablesMax,
      (one) => `${one.type} ${inertObservable(one, 200)}${one.role ? ` (${one.role})` : ""}`,
    ),
    ...list(
      "Alerts",
      settled.alerts,
      alertsMax,
      ({ timeMs, title, product }) => `${momentOf(new Date(timeMs).toISOString())} ${inert(title, 160)} (${inert(product, 60)})`,
      settled.alertsTotal,
    ),
    ...list(
      "Proposed containment, which waits for approval in Watchkeeper",
      each.containment,
      actionsMax,
      ({ action, target, tier }) => `${action} ${inert(target, 120)} (tier ${tier})`,
    ),
    "",
    automatedNotice,
    ...(url === undefined ? [] : ["", `Watchkeeper: ${url}`]),
  ].join("\n");
}

/** What is new of a case that has a ticket. */
export function commentText(settled: ToldCase, url: string | undefined): string {
  const { case: each } = settled;
  return [
    summaryOf(settled),
    `Why: ${inert(each.because, becauseLengthMax)}`,
    ...list("What we do not know", each.unknowns, unknownsMax, (unknown) => inert(unknown)),
    ...list("Proposed containment", each.containment, actionsMax, ({ action, target }) => `${action} ${inert(target, 120)}`),
    automatedNotice,
    ...(url === undefined ? [] : ["", `Watchkeeper: ${url}`]),
  ].join("\n");
}

/** Why a ticket is closed. */
export function closingText(settled: ToldCase, url: string | undefined): string {
  const because = inert(settled.case.because, becauseLengthMax);
  return [summaryOf(settled), `Why: ${because}`, automatedNotice, ...(url === undefined ? [] : ["", `Watchkeeper: ${url}`])].join("\n");
}

/** The reason as a product keeps it beside its alert: one line. */
export const reasonOf = ({ case: each }: Pick<ToldCase, "case">): string => inert(each.because, becauseLengthMax);

function list<Item>(title: string, items: readonly Item[], itemsMax: number, told: (item: Item) => string, total = items.length): string[] {
  if (items.length === 0) return [];
  const shown = items.slice(0, itemsMax);
  const more = total - shown.length;
  return ["", `${title}:`, ...shown.map((item) => `- ${told(item)}`), ...(more > 0 ? [`- and ${more} more`] : [])];
}
