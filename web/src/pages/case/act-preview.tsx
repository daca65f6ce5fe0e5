import { useQuery } from "@tanstack/react-query";
import type { z } from "zod";
import type { CaseAct } from "../../../../src/server/contract/case-act.ts";
import { Inert } from "../../ui/text.tsx";
import { caseQueries } from "./queries.ts";

/** What an act would come to, in the server's words: approvals that would lapse stand out, and so does a refusal. */
export function ActPreview({ id, act }: { readonly id: string; readonly act: z.infer<typeof CaseAct> | undefined }) {
  const preview = useQuery({ ...caseQueries.preview(id, act ?? { act: "note", text: "-" }), enabled: act !== undefined });
  const { data } = preview;
  if (act === undefined || !data) return null;
  const weighs = data.lapses.length > 0 || data.code !== null;
  return (
    <p role="status" className={`text-sm ${weighs ? "font-medium text-warn" : "text-soft"}`}>
      {data.code === null && `${id} `}
      <Inert lengthMax={800}>{data.says}</Inert>
      {data.remedy !== null && <Inert lengthMax={300}>{`: ${data.remedy}`}</Inert>}
    </p>
  );
}
