import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { hiddenPattern, hostileTexts, longWord } from "../harness/hostile-texts.ts";
import { eventually, flow, go, inPage, looksRight, type Office, type Part, type Person } from "../harness.ts";

type Line = { readonly id: string; readonly title: string; readonly alerts: number };
const workMsMax = 60_000;
const parts = ["overview", "timeline", "graph", "attack", "evidence", "alerts", "work", "report"] as const;
const places = ["/", "/?of=alerts&collapse=storm", "/containment", "/handover", "/lead", "/journal", "/connectors"] as const;

/** Every field that somebody outside can fill, filled to deceive: nothing runs, nothing breaks, nothing hides. */
export const hostile: Part = (office) => {
  flow(office, "text that wants to run, to hide or to turn around is only text, on every page that shows it", async () => {
    const held = office();
    const rhea = held.who("rhea");
    await handInHostile(held);
    const ids = await hostileCases(rhea);
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
    for (const id of ids.slice(1, 4)) {
      await go(page, `/cases/${id}`);
      wrong.push(...(await wrongOn(page, id)));
    }
    assert.deepEqual(wrong, []);
  });

  flow(office, "a phone shows the same without a break", async () => {
    const rhea = office().who("rhea");
    const ids = await hostileCases(rhea);
    const page = await rhea.window({ view: "phone" });
    const wrong = await wrongOn(page, "queue");
    await go(page, `/cases/${ids[0]}`);
    wrong.push(...(await wrongOn(page, "case")));
    await looksRight(page, "hostile-phone");
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
  await held.handIn("hostile", alerts);
  await held.handIn(
    "hostile-mail",
    alerts.slice(0, 3).map((alert) => ({ ...alert, id: `again-${alert.id}` })),
  );
}

/** Cases whose titles say so, with most alerts first. */
async function hostileCases(rhea: Person): Promise<string[]> {
  const cases = await eventually("cases of hostile texts", workMsMax, async () => {
    const { cases: found } = await rhea.ask<{ cases: Line[] }>("GET", "/api/v1/cases?limit=200");
    const own = found.filter(({ title }) => title.includes("mark "));
    return own.length > 0 && own;
  });
  return cases.toSorted((a, b) => b.alerts - a.alerts).map(({ id }) => id);
}

/** What people write is as hostile: a colleague may paste it. */
async function annotate(rhea: Person, id: string): Promise<void> {
  for (const text of hostileTexts.slice(0, 8))
    await rhea.ask("POST", `/api/v1/cases/${id}/acts`, { act: "note", text }).catch(() => undefined);
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
    if (hides.test(node.nodeValue ?? "") && !node.parentElement?.closest("bdi")) hidden.push(JSON.stringify(node.nodeValue?.slice(0, 80)));
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
