import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openWindow } from "../harness/browser.ts";
import { eventually, flow, go, looksRight, type Part, settled } from "../harness.ts";

const executable = fileURLToPath(new URL("../../../bin/watchkeeper", import.meta.url));
/** Half a minute on two free cores; this machine has a service to run beside it. */
const finishedMsMax = 480_000;

/** `watchkeeper demo`, as whoever tries it meets it. */
export const demo: Part = (office) => {
  flow(office, "whoever tries the demo stops everything, reads who may end that, and ends it as both admins in turn", async () => {
    const { browser, findings } = office();
    const tried = await openDemo();
    try {
      const page = await (await openWindow(browser, tried.place, findings)).newPage();
      await go(page, "/containment?part=stop");
      await page.getByText("demo.admin.one, demo.admin.two").waitFor();
      await page.getByRole("banner").getByRole("button", { name: "Stop", exact: true }).click();
      await page.getByRole("dialog").getByLabel("Why").fill("to see what it does");
      await page.getByRole("button", { name: "Stop everything" }).click();
      await page.getByRole("alert").getByText("CONTAINMENT IS STOPPED").waitFor();
      await looksRight(page, "demo-stopped");
      for (const name of ["demo.admin.one", "demo.admin.two"]) {
        await page.getByRole("button", { name: `Resume as ${name}` }).click();
        await page.getByRole("dialog").getByLabel("Why").fill("seen");
        await page.getByRole("button", { name: "Sign and resume" }).click();
        await page.getByRole("dialog").waitFor({ state: "hidden" });
        // Whoever has asked is not offered again: it takes two.
        await page.getByRole("button", { name: `Resume as ${name}` }).waitFor({ state: "hidden" });
      }
      await page.getByText("CONTAINMENT IS STOPPED").waitFor({ state: "hidden" });
      await page.getByRole("heading", { name: "Containment may run" }).waitFor();
      await settled(page);
      await page.context().close();
    } finally {
      await tried.close();
    }
  });
};

/** The demo once it has finished its day. Whoever opens it closes it. */
async function openDemo(): Promise<{ readonly place: URL; readonly close: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "wk-console-demo-"));
  // The account of the database must be able to pass through.
  chmodSync(folder, 0o755);
  const child = spawn(process.execPath, [executable, "demo", "--port", "0", "--out", join(folder, "out")], {
    env: { PATH: process.env.PATH, HOME: folder, TMPDIR: folder, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  const close = async () => {
    child.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const place = await eventually("the demo to finish its day", finishedMsMax, () => {
      if (child.exitCode !== null) throw new Error(said);
      return /demo finished: .* console at (http\S+)/.exec(said)?.[1];
    });
    return { place: new URL(place), close };
  } catch (error) {
    await close();
    throw error;
  }
}
