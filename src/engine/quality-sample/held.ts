import { decideQualitySamples, type QualityCommand } from "../../core/quality-sample/decide.ts";
import type { QualitySampleEvent, QualitySamples } from "../../core/quality-sample/quality-sample.ts";
import type { SealedLog } from "../sealed-log.ts";
import type { QualityParts, SaidTrue } from "./parts.ts";

/** Quality samples as one process holds them. `heard` is what people said that is not recorded yet. */
export type Held = {
  readonly parts: QualityParts;
  readonly state: QualitySamples;
  readonly log: SealedLog<QualitySampleEvent>;
  readonly heard: SaidTrue[];
};

/** Has a command decided on everything that any process recorded before; gives what came of it. */
export const obey = ({ log, state }: Held, command: QualityCommand): Promise<readonly QualitySampleEvent[]> =>
  log.decide(() => decideQualitySamples(command, state));
