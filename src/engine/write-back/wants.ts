import type { AttackCatalogue } from "../../core/attack/attack.ts";
import { inert } from "../../core/inert/inert.ts";
import { SocError } from "../../core/soc-error.ts";
import type { TicketWant, Want } from "../../core/write-back/command.ts";
import { contentLengthMax } from "../../core/write-back/limits.ts";
import type { WriteBackPolicy } from "../../core/write-back/policy.ts";
import type { Trouble } from "../../core/write-back/write-back.ts";
import type { BundleNote, Connector, FindingNote, Marking, NewTicket, Notice, VerdictNote } from "../../ports/connector.ts";
import { markings } from "../../ports/connector.ts";
import type { SettledAlert, SettledCase } from "../../ports/settled.ts";
import { ocsfFindings, reportHtml, reportMarkdown, stixBundle } from "../../stages/report/index.ts";
import { severitySteps } from "../../stages/report/words.ts";
import { assessmentOfCase, priorityOf } from "./one-case.ts";
import { closingText, commentText, noticeText, reasonOf, ticketText, titleOf } from "./texts.ts";
import { troubleOf } from "./trouble.ts";

/** What is known when a case is planned. The same gives the same wants. */
export type Planning = {
  readonly policy: WriteBackPolicy;
  readonly connectors: readonly Connector[];
  readonly catalogue: AttackCatalogue;
  readonly caseUrl: ((caseId: string) => string) | undefined;
};

/** Reports that make a ticket heavier than this stay here; the ticket says where. */
const attachmentLengthMax = 400_000;
const attachmentsLengthMax = contentLengthMax - 200_000;

/**
 * What one settled case would have written as a whole, by policy and by what each connector serves and may receive. Pure. In shadow mode people are told
 * that a case needs them, and nothing else leaves: no ticket, no finding, nothing published.
 */
export function wantsOf(settled: SettledCase, planning: Planning): (Want | TicketWant)[] {
  const { connectors } = planning;
  if (settled.inShadow) return connectors.flatMap((connector) => noticeWants(settled, connector, planning));
  const contents = contentsOf(settled, planning);
  return connectors.flatMap((connector) => [
    ...ticketWants(settled, connector, planning, contents),
    ...findingWants(settled, connector, planning, contents),
    ...publishWants(settled, connector, planning, contents),
    ...noticeWants(settled, connector, planning),
  ]);
}

/** Whether something so confidential may go to a connector. */
export function mayReceive(connector: Pick<Connector, "mayReceive">, marking: string): boolean {
  const place = markings.indexOf(marking as Marking);
  return place >= 0 && place <= markings.indexOf(connector.mayReceive);
}

/** Why something may not go to a connector; undefined when it may. */
export function whyWithheld(connector: Pick<Connector, "name" | "mayReceive">, marking: string): Trouble | undefined {
  return mayReceive(connector, marking) ? undefined : troubleOf(notAllowed(connector, marking));
}

const notAllowed = ({ name, mayReceive: most }: Pick<Connector, "name" | "mayReceive">, marking: string) =>
  new SocError({
    code: "write-back/not-allowed",
    problem: `"${name}" may receive TLP:${most.toUpperCase()} at most, and this is TLP:${marking.toUpperCase()}`,
    remedy: `set may-receive of "${name}" to ${marking}, or lower the marking in the write-back policy`,
    retry: "never",
  });

const withheldFrom = (connector: Connector, marking: string) => {
  const withheld = whyWithheld(connector, marking);
  return withheld ? { withheld } : {};
};

const concerns = (which: "all" | "escalated" | "none", { case: each }: SettledCase) =>
  which === "all" || (which === "escalated" && each.escalated);

/** Dear to make, and the same for every connector: made when the first wants it. */
function contentsOf(settled: SettledCase, { policy, catalogue, caseUrl }: Planning) {
  const assessment = assessmentOfCase(settled, catalogue.version);
  const url = caseUrl?.(settled.caseId);
  let ticket: NewTicket | undefined;
  let finding: Readonly<Record<string, unknown>> | undefined;
  let bundle: Readonly<Record<string, unknown>> | undefined;
  const attachments = () => {
    const each = {
      "report.md": () => ({ name: "report.md", type: "text/markdown", text: reportMarkdown(assessment, catalogue) }),
      "report.html": () => ({ name: "report.html", type: "text/html", text: reportHtml(assessment, catalogue) }),
    };
    const made = policy.attach.map((name) => each[name]()).filter(({ text }) => JSON.stringify(text).length <= attachmentLengthMax);
    return made.filter((_, index) => JSON.stringify(made.slice(0, index + 1)).length <= attachmentsLengthMax);
  };
  return {
    url,
    ticket: () => {
      ticket ??= {
        caseId: settled.caseId,
        title: titleOf(settled),
        body: ticketText(settled, url),
        severity: settled.case.severity,
        attachments: attachments(),
        ...(url !== undefined && { url }),
      };
      return ticket;
    },
    finding: () => {
      finding ??= incidentOf(ocsfFindings(assessment));
      return finding;
    },
    bundle: () => {
      bundle ??= JSON.parse(stixBundle(assessment, catalogue)) as Readonly<Record<string, unknown>>;
      return bundle;
    },
  };
}
type Contents = ReturnType<typeof contentsOf>;

/** OCSF Incident Finding (class 2005): the case. Detection findings of its alerts stay where they came from. */
function incidentOf(lines: string): Readonly<Record<string, unknown>> {
  const findings = lines
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return findings.find((finding) => finding.class_uid === incidentClass) ?? {};
}
const incidentClass = 2005;

/** The verdicts on some alerts of a settled case, each to the source that it came from, where that takes verdicts. Pure. */
export function verdictWants(settled: SettledCase, alerts: readonly SettledAlert[], { policy, connectors, caseUrl }: Planning): Want[] {
  const { case: each, caseId } = settled;
  const marking = policy.markings.verdicts;
  const url = caseUrl?.(caseId);
  const takers = new Map(connectors.filter(({ verdicts }) => verdicts).map((connector) => [connector.name, connector]));
  return alerts.flatMap((alert): Want[] => {
    const connector = takers.get(alert.source);
    if (!connector || alert.givenId === undefined) return [];
    const content: VerdictNote = {
      alert: alert.givenId,
      verdict: alert.verdict,
      escalated: each.escalated,
      severity: each.severity,
      because: reasonOf(settled),
      techniques: each.techniques.map(({ id }) => id),
      caseId,
      ...(url !== undefined && { url }),
    };
    return [{ kind: "verdict", connector: connector.name, subject: alert.givenId, marking, content, ...withheldFrom(connector, marking) }];
  });
}

/** Whether any verdict of a case goes back; none does in shadow mode. */
export const givesVerdicts = (settled: SettledCase, { policy, connectors }: Planning): boolean =>
  !settled.inShadow && concerns(policy.verdicts, settled) && connectors.some(({ verdicts }) => verdicts);

function ticketWants(settled: SettledCase, connector: Connector, { policy }: Planning, contents: Contents): TicketWant[] {
  if (!connector.tickets || policy.tickets === "none") return [];
  const marking = policy.markings.tickets;
  const { case: each } = settled;
  return [
    {
      kind: "ticket",
      connector: connector.name,
      marking,
      opens: concerns(policy.tickets, settled),
      closes: policy["close-tickets"] && !each.escalated,
      ...ticketAndFiles(contents.ticket(), connector),
      comment: { text: commentText(settled, contents.url) },
      closing: { verdict: each.verdict, text: closingText(settled, contents.url) },
      ...withheldFrom(connector, marking),
    },
  ];
}

/** Where files are requests of their own, the ticket goes without them. */
function ticketAndFiles(ticket: NewTicket, { tickets }: Connector): Pick<TicketWant, "ticket" | "files"> {
  if (!tickets?.files) return { ticket };
  return { ticket: { ...ticket, attachments: [] }, files: ticket.attachments.map((file) => ({ name: file.name, content: file })) };
}

function findingWants(settled: SettledCase, connector: Connector, { policy }: Planning, contents: Contents): Want[] {
  if (!connector.findings || !concerns(policy.findings, settled)) return [];
  const marking = policy.markings.findings;
  const content: FindingNote = { caseId: settled.caseId, finding: contents.finding() };
  return [{ kind: "finding", connector: connector.name, subject: "", marking, content, ...withheldFrom(connector, marking) }];
}

/** Only what is true is published: a bundle tells others whom to block. */
function publishWants(settled: SettledCase, connector: Connector, { policy }: Planning, contents: Contents): Want[] {
  if (!connector.publish || !policy.publish || settled.case.verdict !== "true-positive") return [];
  const marking = policy.markings.published;
  const content: BundleNote = { caseId: settled.caseId, marking, bundle: contents.bundle() };
  return [{ kind: "publish", connector: connector.name, subject: "", marking, content, ...withheldFrom(connector, marking) }];
}

function noticeWants(settled: SettledCase, connector: Connector, { policy, caseUrl }: Planning): Want[] {
  const { case: each, caseId } = settled;
  if (!connector.notify || !each.escalated) return [];
  const isGrave = severitySteps[each.severity] >= severitySteps[policy.notify["severity-from"]];
  if (!isGrave && priorityOf(settled) > policy.notify["priority-to"]) return [];
  const marking = policy.markings.notices;
  const url = caseUrl?.(caseId);
  const content: Notice = {
    title: titleOf(settled),
    text: noticeText(settled),
    severity: each.severity,
    ...(url !== undefined && { url }),
  };
  return [{ kind: "notify", connector: connector.name, subject: "", marking, content, ...withheldFrom(connector, marking) }];
}

/** An action that waits for people to approve it. */
export type WaitingAction = {
  readonly actionId: string;
  readonly caseId: string;
  readonly title: string;
  readonly severity: Notice["severity"];
  readonly says: string;
};

/** Something that those who answer for the place must hear of, which is about no case; once for each `id`. */
export type Alarm = { readonly id: string; readonly title: string; readonly text: string; readonly severity: Notice["severity"] };

/** The notices of an alarm: one to each connector that tells people. */
export function alarmWants({ id, title, text, severity }: Alarm, { policy, connectors }: Planning): Want[] {
  const marking = policy.markings.notices;
  const content: Notice = { title: inert(title, 140), text: inert(text), severity };
  return connectors.flatMap((connector): Want[] =>
    connector.notify
      ? [{ kind: "notify", connector: connector.name, subject: id, marking, content, ...withheldFrom(connector, marking) }]
      : [],
  );
}

/** The notices that an action waits for approval: one to each connector that tells people. The link leads to sign-in, never to a yes. */
export function approvalWants(
  { actionId, caseId, title, severity, says }: WaitingAction,
  { policy, connectors, caseUrl }: Planning,
): Want[] {
  if (!policy.notify.approvals) return [];
  const marking = policy.markings.notices;
  const url = caseUrl?.(caseId);
  return connectors.flatMap((connector): Want[] => {
    if (!connector.notify) return [];
    const content: Notice = {
      title: `Approval needed: ${inert(title, 140)}`,
      text: `Action ${inert(actionId, 80)} of case ${inert(caseId, 80)} waits for approval: ${inert(says)}`,
      severity,
      ...(url !== undefined && { url }),
    };
    return [{ kind: "notify", connector: connector.name, subject: actionId, marking, content, ...withheldFrom(connector, marking) }];
  });
}
