import { after, before } from "node:test";
import { comeIn, flow, type Office, openOffice } from "./harness.ts";
import { playbooks } from "./parts/playbooks.ts";

let held: Office;
const office = () => held;
before(
  async () => {
    held = await openOffice({ directory: false });
  },
  { timeout: 180_000 },
);
after(() => held?.close());
flow(office, "in", async () => {
  const ada = await comeIn(held, { name: "ada", link: await held.firstLink(), first: true });
  held.people.set("ada", ada);
  await ada.addPasskey();
  await ada.ask("POST", "/api/v1/demo");
  const { id } = await ada.ask<{ id: string }>("POST", "/api/v1/people", { name: "noor", roles: ["analyst"] });
  const made = await ada.ask<{ link: string }>("POST", `/api/v1/people/${id}/link`);
  held.people.set("noor", await comeIn(held, { name: "noor", link: /[0-9a-f]{64}/.exec(made.link)![0] }));
  await held.order([]);
});
playbooks(office);
