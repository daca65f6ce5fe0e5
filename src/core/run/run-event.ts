import type { Alert } from "../alert/alert.ts";
import type { Triage } from "../alert/triage.ts";
import type { AssessmentInput } from "../assessment/assessment.ts";
import type { Learned } from "../learning/learning.ts";
import type { Lease } from "../observable/lease.ts";

/** The facts of one run over evidence: what was read and what triage said. Facts about a case are `CaseEvent`s. */
export type RunEvent =
  | {
      readonly type: "RunStarted";
      readonly inputs: readonly string[];
      readonly settings: RunSettings;
      /** One for each input, in their order. */
      readonly marks: readonly InputMark[];
      /** What was named and could not be opened; absent where everything could. */
      readonly unread?: readonly UnreadInput[];
      /** What this installation had learned from its analysts by then; absent where that was nothing. */
      readonly learned?: Learned;
    }
  | {
      readonly type: "BatchRead";
      readonly inputIndex: number;
      readonly batch: number;
      readonly alerts: readonly Alert[];
      readonly refused: number;
    }
  | {
      readonly type: "InputRead";
      readonly inputIndex: number;
      readonly results: readonly AssessmentInput[];
      /** Over the bytes as they were read; absent when a limit ended the reading before the input did. */
      readonly bytes?: InputBytes;
    }
  | { readonly type: "DetectionsCorrelated"; readonly alerts: readonly Alert[]; readonly refused: number }
  | {
      readonly type: "LoadingFinished";
      readonly events: number;
      readonly hosts: number;
      readonly names: readonly (readonly [string, string])[];
      /** Addresses that changed hands, with the time of each. */
      readonly leases?: readonly Lease[];
    }
  | { readonly type: "AlertsTriaged"; readonly triages: readonly Triage[] }
  | {
      /** Alerts that an approved suppression covers, and those of them that go the ordinary way all the same so that people see what is missed. */
      readonly type: "AlertsSuppressed";
      readonly suppressed: readonly SuppressedAlert[];
      readonly sampled: readonly SuppressedAlert[];
    }
  | { readonly type: "RunFinished" };

/** An alert, and the number of the suppression that covers it. */
export type SuppressedAlert = { readonly alertId: string; readonly suppressionId: string };

/** What the disk says of an input without reading it: enough to see that it was changed since. */
export type InputMark = { readonly modifiedMs: number; readonly sizeBytes: number | undefined };

/** An input that could not be opened, and what to do about it. */
export type UnreadInput = { readonly path: string; readonly problem: string; readonly remedy: string };

/** What was read of an input: `digest` is `sha256:` and 64 lower-case hex digits. */
export type InputBytes = { readonly sizeBytes: number; readonly digest: string };

/** What decides the outcome besides the evidence itself: digests of what was loaded, so that a resumed run refuses other rules. */
export type RunSettings = {
  readonly attack: string;
  readonly rules: string;
  readonly playbooks: string;
  readonly inventory: string;
  readonly indicators: string;
  /** The thresholds of the verdicts as RFC 8785 writes them, and the name of what gives alerts their first score. */
  readonly policy: string;
  readonly scorer: string;
  /** The judges that events are shown to, each with the digest of its model (`cloud-1@0123456789ab`), joined by ", "; empty when there is none. */
  readonly judges: string;
  /** What reads techniques and groups out of cases: its models with their digests. */
  readonly reader: string;
  /** The version of the product, with what it has built in: questions, readers, YARA rules. */
  readonly version: string;
  /**
   * The language models by role, each with the id that its server knows and the prompt that it is asked with (`reader=house/llama-4@reader-1`), and whether they may keep a case from being
   * closed; absent where none is connected, so that a run without any is the run that it always was.
   */
  readonly models?: string;
};
