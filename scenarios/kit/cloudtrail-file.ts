import { gzipSync } from "node:zlib";
import type { Encoder } from "../../src/redteam/records/recording.ts";

/** A trail's delivery: one gzip file holding `{"Records":[…]}`. */
export const cloudtrailFile: Encoder<object> = (records) =>
  gzipSync(Buffer.from(JSON.stringify({ Records: records.map(({ item }) => item) })), { level: 6 });
