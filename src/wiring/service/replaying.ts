import { SocError } from "../../core/soc-error.ts";
import { readAgainBy } from "../../engine/sources/webhook.ts";
import type { Connector } from "../../ports/connector.ts";
import type { Intake } from "../../ports/intake.ts";
import type { Unopened } from "../open-each.ts";

/** The intake whose dead letters go through the mappings of the webhooks that are configured. One that could not be opened takes none back. */
export function withMappings(intake: Intake, connectors: readonly Connector[], unopened: readonly Unopened[]): Intake {
  const readAgain = readAgainBy(async (source) => {
    const why = unopened.find(({ name }) => name === source);
    if (why) throw new SocError({ code: why.code, problem: why.problem, remedy: why.remedy, retry: "never" });
    return connectors.find(({ name }) => name === source)?.webhook;
  });
  return { ...intake, replay: (letter) => intake.replay(letter, readAgain) };
}
