import type { Draft } from "./draft.ts";
import { addData } from "./draft.ts";

const linesMax = 64;
const lengthMax = 65_536;
const line = /^([A-Za-z][A-Za-z0-9]{1,40}):[ \t]?(.*)$/;

/** Sysmon's message repeats its data as `Name: value` lines: what a shipper left out is taken from there. */
export function addFromSysmonMessage(draft: Draft): void {
  const message = draft.data.Message;
  if (draft.system.Provider_Name !== "Microsoft-Windows-Sysmon" || typeof message !== "string" || message.length > lengthMax) return;
  const lines = message.split(/\r?\n/, linesMax);
  for (const text of lines.slice(1)) {
    const [, name, value] = line.exec(text) ?? [];
    if (name && value && draft.data[name] === undefined) addData(draft, name, value.trimEnd());
  }
}
