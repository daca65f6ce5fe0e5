import assert from "node:assert/strict";
import { flow, go, looksRight, type Part } from "../harness.ts";

/** What is connected, what arrives, and a form that tries a product before anything is written. */
export const connectors: Part = (office) => {
  flow(office, "each source says what it gave, and what could not be read can be looked at and put back", async () => {
    const { page } = office().who("ada");
    await go(page, "/connectors");
    await page.getByRole("heading", { name: "Connectors" }).waitFor();
    await looksRight(page, "connectors");
    await page.getByRole("tab", { name: "Sources" }).click();
    await page.getByRole("columnheader", { name: "Taken in" }).waitFor();
    await looksRight(page, "sources");
    await page.getByRole("tab", { name: /Dead letters/ }).click();
    await looksRight(page, "dead-letters");
    await page.getByRole("tab", { name: "Write-back" }).click();
    await looksRight(page, "write-back");
  });

  flow(office, "a product is tried with its form; what does not work says what to do, and what to write is shown", async () => {
    const ada = office().who("ada");
    const { page } = ada;
    await ada.stepUp();
    await go(page, "/connectors?part=add");
    await page.getByLabel("Product, or what it serves").fill("clickhouse");
    await page.getByRole("button", { name: "ClickHouse" }).click();
    await page.getByRole("button", { name: "Try it" }).click();
    await page.getByText("It is needed.").first().waitFor();
    await page.getByLabel("url (needed)").fill("http://127.0.0.1:9");
    await page.getByLabel("internal").check();
    await page.getByRole("textbox", { name: "password (needed)" }).fill("keys/tokens");
    await page.getByRole("button", { name: "Try it" }).click();
    const outcome = page.getByRole("region", { name: "what came of it" });
    await outcome.getByText("It does not work yet").waitFor();
    assert.match((await outcome.textContent()) ?? "", /is not read from there by a trial/);
    assert.match(
      (await outcome.locator("pre").textContent()) ?? "",
      /^- name: clickhouse\n {2}product: clickhouse\n {2}settings:\n {4}url: /,
    );
    await looksRight(page, "connector-tried");
  });
};
