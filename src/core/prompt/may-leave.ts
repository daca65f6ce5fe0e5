import type { ModelSharing } from "../configuration/models.ts";
import { markings } from "../evidence/marking.ts";
import type { SlotFill } from "./prompt.ts";

/** Whether a text may be shown to a model that is hosted elsewhere, and if not, the rule that holds it. */
export type Leave = { readonly leaves: true } | { readonly leaves: false; readonly because: string };

/** Decides by the mark of what the text comes from and by the connectors that brought it. What is ours, such as ids and counts, goes by the same rules. */
export function mayLeave(fill: Pick<SlotFill, "marking" | "connectors" | "fromUnrecorded">, sharing: ModelSharing): Leave {
  const marking = fill.marking ?? sharing.unmarked;
  const never = fill.connectors?.find((connector) => sharing["never-from"].includes(connector));
  if (never !== undefined) return { leaves: false, because: `nothing that "${never}" brought leaves` };
  if (fill.fromUnrecorded && sharing["never-from"].length > 0)
    return { leaves: false, because: "it may rest on a connector whose texts stay here" };
  if (markings.indexOf(marking) > markings.indexOf(sharing["send-up-to"]))
    return {
      leaves: false,
      because: `it is marked TLP:${marking.toUpperCase()}, and texts leave up to TLP:${sharing["send-up-to"].toUpperCase()}`,
    };
  return { leaves: true };
}
