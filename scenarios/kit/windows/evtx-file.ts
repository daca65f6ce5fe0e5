import type { Encoder } from "../../../src/redteam/records/recording.ts";
import { isAudit, keywordsOf, type WindowsEvent } from "../../../src/redteam/records/windows/event.ts";
import { kinds } from "../../../src/redteam/records/windows/kind.ts";
import { writeEvtx } from "../../../src/testing/evtx-writer.ts";

/** Events of one channel as the machine itself keeps them. */
export const evtxFile: Encoder<WindowsEvent> = (records) =>
  writeEvtx(
    records.map(({ timeMs, item }) => {
      const { channel, provider, eventId, version, task } = kinds[item.kind];
      return {
        channel,
        provider,
        eventId,
        version,
        task,
        computer: item.computer,
        timeMs,
        processId: item.processId,
        level: isAudit(item) ? 0 : 4,
        keywords: BigInt.asUintN(64, BigInt(keywordsOf(item))),
        data: item.data,
        ...(item.kind === "logCleared" || item.kind === "systemLogCleared" ? { userData: "LogFileCleared" } : {}),
      };
    }),
  );
