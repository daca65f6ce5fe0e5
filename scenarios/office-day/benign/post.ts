import type { Chance } from "../../../src/redteam/records/chance.ts";
import type { Mail } from "../../../src/redteam/records/mail.ts";
import { company, type Employee, employees, mailOf, servers } from "../company.ts";
import { keepMail, type World } from "../world.ts";
import { officeMoment } from "./browsing.ts";

const mailsPerDay = 320;

/** The ordinary mail of the day: colleagues, suppliers, newsletters, machines. */
export function deliverMail(world: World): void {
  const chance = world.chance.fork("mail");
  for (let number = 1; number <= mailsPerDay; number++) {
    const sentMs = officeMoment(world, chance);
    const write = chance.pick([colleague, colleague, colleague, supplier, supplier, newsletter, machine, customer]);
    keepMail(
      world,
      `${String(number).padStart(4, "0")}`,
      write({ chance, sentMs, to: chance.pick(employees), id: `${chance.hex(16)}.${number}` }),
    );
  }
}

type Occasion = { readonly chance: Chance; readonly sentMs: number; readonly to: Employee; readonly id: string };

const received = (from: string, address: string, timeMs: number) =>
  `from ${from} (${from} [${address}]) by ${servers.mail.name}.${company.domain} with ESMTPS; ${new Date(timeMs).toUTCString().replace("GMT", "+0000")}`;

/** What the gateway concluded about a sender. */
export const authenticated = (domain: string, results: { spf: string; dkim: string; dmarc: string }) =>
  `${servers.mail.name}.${company.domain}; spf=${results.spf} smtp.mailfrom=${domain}; dkim=${results.dkim} header.d=${domain}; dmarc=${results.dmarc} header.from=${domain}`;

const passed = (domain: string) => authenticated(domain, { spf: "pass", dkim: "pass", dmarc: "pass" });
const sign = (person: Employee) => `${person.displayName}\nAlderbrook Instruments`;

const subjects = [
  "Minutes of this morning",
  "Calibration report",
  "Question about offer 2214",
  "Holiday in April",
  "Room for Thursday",
  "Draft of the test plan",
  "Coffee machine",
  "Numbers for Q1",
];
const remarks = [
  "could you have a look at the attached points before Thursday?",
  "here are the notes from our meeting. Shout if I forgot something.",
  "the customer asks whether we can deliver two weeks earlier.",
  "I moved the files to the Projects share, as agreed.",
  "please put your holidays into the calendar by Friday.",
  "the test bench is free again from tomorrow on.",
];

function colleague({ chance, sentMs, to, id }: Occasion): Mail {
  const from = chance.pick(employees);
  const subject = `${chance.isHit(0.4) ? "Re: " : ""}${chance.pick(subjects)}`;
  const text = `Hi ${to.displayName.split(" ")[0]},\n\n${chance.pick(remarks)}\n\nBest\n${sign(from)}\n`;
  return {
    from: `${from.displayName} <${mailOf(from)}>`,
    to: [mailOf(to)],
    subject,
    messageId: `<${id}@${company.domain}>`,
    sentMs,
    received: [received(`exch01.${company.directory}`, "10.20.1.15", sentMs)],
    authentication: `${servers.mail.name}.${company.domain}; auth=pass smtp.auth=${from.name}`,
    text,
    html: `<html><body><p>${text.trim().replaceAll("\n", "<br>")}</p></body></html>`,
  };
}

const suppliers = [
  "brightline-freight.example",
  "copperfield-metals.example",
  "lumen-optics.example",
  "harwell-print.example",
  "oak-office.test",
];

function supplier({ chance, sentMs, to, id }: Occasion): Mail {
  const domain = chance.pick(suppliers);
  const invoice = chance.integer(10_000, 99_999);
  // Real invoices are PDF files. This one holds a page and no more.
  const page = `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n% invoice ${invoice}\ntrailer<</Root 1 0 R>>\n%%EOF\n`;
  return {
    from: `Accounts <accounts@${domain}>`,
    to: [mailOf(to)],
    subject: `Invoice ${invoice}`,
    messageId: `<${id}@${domain}>`,
    sentMs,
    received: [received(`mx1.${domain}`, `198.51.100.${100 + suppliers.indexOf(domain)}`, sentMs)],
    authentication: passed(domain),
    text: `Dear customer,\n\nplease find our invoice ${invoice} attached. Payment is due within 30 days.\n\nKind regards\nAccounts\n`,
    attachments: [{ name: `invoice-${invoice}.pdf`, type: "application/pdf", bytes: Buffer.from(page) }],
  };
}

const newsletters = ["sensor-weekly.example", "trade-bulletin.example", "travel-desk.example", "stack-answers.example"];

function newsletter({ chance, sentMs, to, id }: Occasion): Mail {
  const domain = chance.pick(newsletters);
  const links = Array.from(
    { length: 4 },
    (_, index) => `<p><a href="https://www.${domain}/article/${chance.integer(100, 999)}">Story ${index + 1}: read more</a></p>`,
  ).join("");
  return {
    from: `Newsletter <news@${domain}>`,
    to: [mailOf(to)],
    subject: `This week: ${chance.pick(["what moves the market", "five tools to try", "early booking", "the best of the forum"])}`,
    messageId: `<${id}@${domain}>`,
    sentMs,
    received: [received(`out.${domain}`, `203.0.113.${20 + newsletters.indexOf(domain)}`, sentMs)],
    authentication: passed(domain),
    headers: [
      ["List-Unsubscribe", `<https://www.${domain}/unsubscribe?u=${chance.hex(10)}>`],
      ["Precedence", "bulk"],
    ],
    text: `Our stories of the week: https://www.${domain}/\n`,
    html: `<html><body><h1>This week</h1>${links}<p style="font-size:10px"><a href="https://www.${domain}/unsubscribe">Unsubscribe</a></p></body></html>`,
  };
}

function machine({ chance, sentMs, to, id }: Occasion): Mail {
  const job = chance.pick([
    "Backup of FS01 finished",
    "Your password expires in 9 days",
    "New ticket assigned to you",
    "Build gauge #1182 passed",
    "Scanner: report ready",
  ]);
  return {
    from: `Notifications <no-reply@${company.domain}>`,
    to: [mailOf(to)],
    subject: job,
    messageId: `<${id}@app01.${company.directory}>`,
    sentMs,
    received: [received(`app01.${company.directory}`, servers.application.address, sentMs)],
    headers: [["Auto-Submitted", "auto-generated"]],
    text: `${job}.\n\nSee https://intranet.${company.domain}/ for details.\n`,
  };
}

function customer({ chance, sentMs, to, id }: Occasion): Mail {
  const domain = chance.pick(["fenwick-labs.example", "orchid-pharma.example", "tidewater-energy.test"]);
  // Small senders often sign nothing.
  const isUnsigned = chance.isHit(0.3);
  return {
    from: `Purchasing <purchasing@${domain}>`,
    to: [mailOf(to)],
    subject: `Request for quotation ${chance.integer(1_000, 9_999)}`,
    messageId: `<${id}@${domain}>`,
    sentMs,
    received: [received(`mail.${domain}`, `203.0.113.${60 + chance.integer(0, 8)}`, sentMs)],
    authentication: isUnsigned ? authenticated(domain, { spf: "pass", dkim: "none", dmarc: "none" }) : passed(domain),
    text: `Hello,\n\nplease quote ${chance.integer(2, 40)} pieces of your model AB-${chance.integer(100, 900)} with delivery to our site.\n\nRegards\n`,
  };
}
