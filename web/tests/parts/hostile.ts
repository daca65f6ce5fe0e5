import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { hostileMails } from "../harness/hostile-mails.ts";
import { hiddenPattern, hostileTexts, longWord } from "../harness/hostile-texts.ts";
import { eventually, flow, go, inPage, looksRight, type Office, type Part, type Person, settled } from "../harness.ts";

type Line = { readonly id: string; readonly alerts: number; readonly verdict: string | null };
type Rows = { readonly rows: readonly Line[] };
type History = { readonly lines: readonly { readonly place: { readonly world: string; readonly sequence: number } }[] };
type Item = { readonly id: string };
const workMsMax = 180_000;
const parts = ["overview", "timeline", "graph", "attack", "evidence", "alerts", "work", "report"] as const;
const places = [
  "/",
  "/?of=alerts&collapse=storm",
  "/containment",
  "/handover",
  "/lead",
  "/journal",
  "/connectors",
  "/connectors?part=sources",
  "/connectors?part=dead-letters",
  "/settings",
  "/settings?part=tokens",
] as const;
const [ofAlerts, ofMails] = ["hostile", "hostile-mails"] as const;

/** Every field that somebody outside can fill, filled to deceive: nothing runs, nothing breaks, nothing hides. */
export const hostile: Part = (office) => {
  flow(office, "text that wants to run, to hide or to turn around is only text, on every page that shows it", async () => {
    const held = office();
    const rhea = held.who("rhea");
    await handInHostile(held);
    const ids = await casesOf(rhea, ofAlerts);
    await annotate(rhea, ids[0] ?? assert.fail("no case of hostile texts"));
    const wrong: string[] = [];
    const { page } = rhea;
    for (const to of places) {
      await go(page, to);
      wrong.push(...(await wrongOn(page, to)));
    }
    for (const part of parts) {
      await go(page, `/cases/${ids[0]}?part=${part}`);
      wrong.push(...(await wrongOn(page, part)));
    }
    await looksRight(page, "hostile-report");
    for (const id of ids.slice(1, 4)) {
      await go(page, `/cases/${id}`);
      wrong.push(...(await wrongOn(page, id)));
    }
    assert.deepEqual(wrong, []);
  });

  flow(office, "mails whose subjects, senders and attachments deceive are only read", async () => {
    const rhea = office().who("rhea");
    const { page } = rhea;
    const ids = await casesOf(rhea, ofMails);
    const wrong: string[] = [];
    for (const part of parts) {
      await go(page, `/cases/${ids[0]}?part=${part}`);
      wrong.push(...(await wrongOn(page, `mail: ${part}`)));
    }
    const { evidence } = await rhea.ask<{ evidence: Item[] }>("GET", `/api/v1/cases/${ids[0]}/evidence`);
    assert.ok(evidence.length > 0);
    await go(page, `/cases/${ids[0]}?part=evidence&item=${evidence[0]?.id}`);
    for (const tab of ["decoded", "hex", "raw", "mail"]) {
      await page.getByRole("tab", { name: tab, exact: true }).first().click();
      await settled(page);
      wrong.push(...(await wrongOn(page, `mail as ${tab}`)));
    }
    await page
      .getByRole("tabpanel", { name: "mail" })
      .first()
      .getByText(/attachment/i)
      .first()
      .waitFor();
    await looksRight(page, "hostile-mail");
    assert.deepEqual(wrong, []);
  });

  flow(office, "what colleagues wrote to deceive is only text in notes, tasks, views, tokens, handovers and the record", async () => {
    const held = office();
    const rhea = held.who("rhea");
    const { page } = rhea;
    const [id] = await casesOf(rhea, ofAlerts);
    const wrong: string[] = [];
    await go(page, `/cases/${id}?part=work`);
    await page.getByRole("heading", { name: "Tasks" }).waitFor();
    wrong.push(...(await wrongOn(page, "work")));
    await looksRight(page, "hostile-work");
    await go(page, "/");
    await page.getByText("mark-1").first().waitFor();
    await looksRight(page, "hostile-queue");
    await page.getByRole("button", { name: "keep or remove views" }).click();
    wrong.push(...(await wrongOn(page, "views to remove")));
    await page.keyboard.press("Escape");
    await go(page, "/settings?part=tokens");
    await looksRight(page, "hostile-tokens");
    const { lines } = await rhea.ask<History>("GET", `/api/v1/cases/${id}/history?kind=noted&kind=task-added&limit=6`);
    for (const { place } of lines) {
      await go(page, `/journal?world=${place.world}&sequence=${place.sequence}`);
      await page.getByRole("heading", { name: "What it says" }).waitFor();
      wrong.push(...(await wrongOn(page, `entry ${place.sequence}`)));
    }
    await looksRight(page, "hostile-entry");
    assert.deepEqual(wrong, []);
  });

  flow(office, "a phone shows the same without a break", async () => {
    const rhea = office().who("rhea");
    const page = await rhea.window({ view: "phone" });
    const wrong = await wrongOn(page, "queue");
    for (const source of [ofAlerts, ofMails]) {
      const [id] = await casesOf(rhea, source);
      await go(page, `/cases/${id}`);
      wrong.push(...(await wrongOn(page, `case of ${source}`)));
      await looksRight(page, `${source}-phone`);
    }
    await page.context().close();
    assert.deepEqual(wrong, []);
  });
};

/** One alert for each text, which stands in all of its fields; two of them in one case with much else. */
async function handInHostile(held: Office): Promise<void> {
  const time = (at: number) => new Date(Date.now() - at * 60_000).toISOString();
  const alerts = hostileTexts.map((text, at) => ({
    id: `hostile-${at}`,
    time: time(at),
    title: `mark ${text}`,
    description: `${text} ${longWord}`,
    severity: "high",
    rule: text,
    techniques: ["T1204.002", text.slice(0, 60)],
    host: text.slice(0, 200),
    user: text.slice(0, 200),
    observables: ["url", "domain", "file", "email", "process", "other"].map((type) => ({
      type,
      value: at % 5 === 0 ? `${text} ${longWord}` : text,
    })),
    [text.slice(0, 40)]: text,
  }));
  await held.handIn(ofAlerts, alerts);
  await held.handIn(
    "hostile-mail",
    alerts.slice(0, 3).map((alert) => ({ ...alert, id: `again-${alert.id}` })),
  );
  for (const mail of hostileMails()) await held.handInText(ofMails, mail);
  for (const text of hostileTexts) await held.handInText("hostile-letters", text);
}

/** Cases of a source that have their verdict, with most alerts first. */
async function casesOf(rhea: Person, source: string): Promise<string[]> {
  return eventually(`cases of ${source}`, workMsMax, async () => {
    const { rows } = await rhea.ask<Rows>(
      "GET",
      `/api/v1/queue?of=cases&source=${source}&state=escalated&state=closed&state=in-progress&limit=200`,
    );
    const done = rows.length > 0 && rows.every(({ verdict }) => verdict !== null);
    return done && rows.toSorted((a, b) => b.alerts - a.alerts).map(({ id }) => id);
  });
}

/** What people write is as hostile: a colleague may paste it. What the server refuses is not there to be shown. */
async function annotate(rhea: Person, id: string): Promise<void> {
  let taken = 0;
  const write = (path: string, body: object) =>
    rhea.ask("POST", path, body).then(
      () => taken++,
      () => undefined,
    );
  await rhea.stepUp();
  const endsAt = new Date(Date.now() + 86_400_000).toISOString();
  for (const text of hostileTexts.slice(0, 12)) {
    const short = text.slice(0, 100);
    await write(`/api/v1/cases/${id}/acts`, { act: "note", text });
    await write(`/api/v1/cases/${id}/acts`, { act: "add-task", text, assignee: short });
    await write("/api/v1/queue/views", { name: short, shared: true, query: { text: short.slice(0, 40) }, columns: [] });
    await write("/api/v1/tokens", { label: short, rights: ["read"], endsAt });
  }
  assert.ok(taken > 24, `only ${taken} texts were taken`);
}

/** What is wrong with the page as it is: it took a title that a text gave it, it is wider than its window, or a text hides in it. */
async function wrongOn(page: Page, name: string): Promise<string[]> {
  const said = await inPage<string>(page, `(${found.toString()})(${JSON.stringify(hiddenPattern)})`);
  const { title, width, window, hidden, links } = JSON.parse(said) as ReturnType<typeof JSON.parse>;
  return [
    ...(/taken|^1$/.test(title) ? [`${name}: a text ran: ${title}`] : []),
    ...(width > window ? [`${name}: ${width} pixels wide in a window of ${window}`] : []),
    ...(hidden as string[]).map((each) => `${name}: hidden character in ${each}`),
    ...(links as string[]).map((each) => `${name}: a live link out of evidence: ${each}`),
  ];
}

/** Runs in the page. */
function found(pattern: string): string {
  const hides = new RegExp(pattern, "u");
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const hidden: string[] = [];
  for (let node = walker.nextNode(); node && hidden.length < 5; node = walker.nextNode())
    if (hides.test(node.nodeValue ?? "")) hidden.push(JSON.stringify(node.nodeValue?.slice(0, 80)));
  const attributes = [...document.querySelectorAll("[title],[aria-label],[placeholder],[alt]")];
  for (const each of attributes)
    for (const name of ["title", "aria-label", "placeholder", "alt"])
      if (hides.test(each.getAttribute(name) ?? "") && hidden.length < 8)
        hidden.push(`${name} ${JSON.stringify(each.getAttribute(name)?.slice(0, 80))}`);
  const links = [...document.querySelectorAll("a[href]")]
    .map((each) => (each as HTMLAnchorElement).href)
    .filter((href) => !href.startsWith(`${location.origin}/`));
  const { scrollWidth } = document.documentElement;
  return JSON.stringify({ title: document.title, width: scrollWidth, window: innerWidth, hidden, links });
}
