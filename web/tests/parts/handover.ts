import { eventually, flow, go, looksRight, type Part, type Person } from "../harness.ts";

type Lines = {
  readonly handovers: readonly {
    readonly id: string;
    readonly status: string;
    readonly outgoing: string;
    readonly incoming: string | null;
  }[];
};
const workMsMax = 180_000;

/** The end of a shift: composed, annotated and signed by who goes; asked about and signed by who comes. */
export const handover: Part = (office) => {
  flow(office, "one shift hands over to the next, and both signatures hold", async () => {
    const [rhea, noor] = [office().who("rhea"), office().who("noor")];
    await compose(rhea);
    await noor.stepUp();
    const { page } = noor;
    await go(page, "/handover");
    await page.getByLabel("Ask the outgoing analyst").fill("Is the password of mara new already?");
    await page.getByRole("button", { name: "Ask", exact: true }).click();
    await rhea.page.getByLabel("Answer").fill("Since this morning.");
    await rhea.page.getByRole("button", { name: "Answer", exact: true }).click();
    await page.getByText("Since this morning.").waitFor();
    await page.getByRole("button", { name: "Sign and take over" }).click();
    await page.getByText("The shift is yours.").first().waitFor();
    await page.getByText("holds over this text").nth(1).waitFor();
    await looksRight(page, "handover-taken");
    await eventually("both in the record", workMsMax, async () => {
      const { handovers } = await rhea.ask<Lines>("GET", "/api/v1/handovers");
      return handovers.some(
        ({ status, outgoing, incoming }) => status === "accepted" && outgoing === "person:rhea" && incoming === "person:noor",
      );
    });
  });
};

async function compose(rhea: Person): Promise<void> {
  const { page } = rhea;
  await rhea.stepUp();
  await go(page, "/handover");
  await page.getByText("No handover yet").waitFor();
  await looksRight(page, "handover-empty");
  await page.getByRole("button", { name: "Compose a handover" }).click();
  await page.getByRole("button", { name: "What the record cannot know" }).click();
  await page.getByLabel("What the record cannot know").fill("The owner of ws-mara is back on Monday.");
  await page.getByRole("button", { name: "Keep" }).click();
  await page.getByText("The owner of ws-mara is back on Monday.").waitFor();
  await looksRight(page, "handover");
  await page.getByRole("button", { name: "Sign and hand over" }).click();
  await page.getByText("The text does not change from here on.").first().waitFor();
}
