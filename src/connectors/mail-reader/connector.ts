import { z } from "zod";
import type { Fields, TelemetryEvent } from "../../core/event/event.ts";
import { SocError } from "../../core/soc-error.ts";
import type { EventStore } from "../../ports/event-store.ts";
import type { InvestigatorTool } from "../../ports/tool.ts";
import { quoted } from "../kit/quoted.ts";
import { mailAnswers, type Signal, signalsOf } from "./signals.ts";

const mailsMax = 20;
const latestMs = Date.UTC(2200, 0, 1);

/** A mail by its id (`mail.id`), or by its place in an input; the window narrows the search. */
const Question = z
  .object({
    mail: z.string().max(4_096).optional(),
    path: z.string().max(4_096).optional(),
    record: z.int().min(1).optional(),
    fromMs: z.int().default(0),
    toMs: z.int().default(latestMs),
  })
  .refine(({ mail, path, record }) => mail !== undefined || (path !== undefined && record !== undefined), "names no mail");

/** Reads a stored mail the way a wary person would, and says the gravest thing that is odd about it. Nothing in it is opened or fetched. */
export function mailTool(events: EventStore): InvestigatorTool<z.infer<typeof Question>> {
  return {
    name: "mail/read",
    summary: "What a mail does that honest mail does not: the gravest of its signals.",
    input: Question as z.ZodType<z.infer<typeof Question>>,
    answers: mailAnswers,
    trust: "attacker-writable",
    async ask(question) {
      const mails = await find(events, question);
      const [first] = mails;
      if (!first) throw unknownMail(question.mail ?? `${question.path}#${question.record}`);
      // Two mails may carry one id, by accident or on purpose: the gravest of them is told.
      const judged = mails.map((mail) => ({ mail, signals: signalsOf(mail.fields) }));
      const signals = judged.flatMap((one) => one.signals).sort((a, b) => mailAnswers.indexOf(a.answer) - mailAnswers.indexOf(b.answer));
      const answer = signals[0]?.answer ?? "plain";
      return {
        answer,
        says: sentence(first, signals),
        records: mails.map(({ source }) => source),
        recordsTotal: mails.length,
        facts: {
          signals: signals.slice(0, 20).map(({ answer: word, says }) => ({ answer: word, says: says.slice(0, 400) })),
          mail: factsOf(first.fields),
          mails: mails.length,
        },
      };
    },
  };
}

async function find(
  events: EventStore,
  { mail, path, record, fromMs, toMs }: z.infer<typeof Question>,
): Promise<readonly TelemetryEvent[]> {
  const { rows } = await events.search({
    dataset: "mail",
    ...(mail === undefined ? {} : { entity: `mail:${mail.trim().toLowerCase()}` }),
    time: { fromMs, toMs },
    sort: "oldest",
    limit: mail === undefined ? 1_000 : mailsMax,
  });
  return rows
    .filter(({ source }) => (path === undefined || source.path === path) && (record === undefined || source.record === record))
    .slice(0, mailsMax);
}

function sentence({ fields }: TelemetryEvent, signals: readonly Signal[]): string {
  const about = `The mail ${quoted(textOf(fields, "subject"))} from ${quoted(textOf(fields, "from.address"))}`;
  const [first] = signals;
  if (!first) return `${about} shows nothing that ordinary mail does not.`;
  return `${about}: ${quoted(first.says).slice(1, -1)}${signals.length > 1 ? `; and ${signals.length - 1} more` : ""}.`;
}

const shown = [
  "from.address",
  "from.name",
  "reply-to.address",
  "return-path",
  "to",
  "subject",
  "date",
  "received.external-ip",
  "auth.spf",
  "auth.dkim",
  "auth.dmarc",
  "auth.trusted",
  "auth.offline",
  "sender.signals",
  "sender.brand",
  "link.domains",
  "link.mismatch",
  "link.signals",
  "qr.urls",
  "attachments",
  "attachment.types",
  "attachment.flags",
  "attachment.sha256",
  "hidden.reasons",
  "hidden.length",
  "html.forms",
  "html.password-inputs",
  "bulk",
  "reported.by",
  "reported.mail",
  "reported.through",
];

function factsOf(fields: Fields): Record<string, unknown> {
  const facts: Record<string, unknown> = {};
  for (const name of shown) {
    const value = fields[name];
    if (value === undefined) continue;
    facts[name] = Array.isArray(value)
      ? value.slice(0, 20).map((item) => (typeof item === "string" ? item.slice(0, 300) : item))
      : typeof value === "string"
        ? value.slice(0, 500)
        : value;
  }
  return facts;
}

function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === "string" ? value : "";
}

const unknownMail = (name: string) =>
  new SocError({
    code: "mail/unknown-record",
    problem: `there is no mail ${quoted(name)} among the events`,
    remedy: "look in the assessment's inputs and dead letters for it, and ask with a window that holds its time",
    retry: "never",
  });
