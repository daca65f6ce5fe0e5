import { useQuery } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { Spinner } from "../../ui/spinner.tsx";
import { Inert } from "../../ui/text.tsx";
import { Tooltip } from "../../ui/tooltip.tsx";

const looks = (is: number | null) => (is === 1 ? "bg-critical/20 text-critical" : is === 2 ? "bg-high/15 text-high" : "bg-hover text-soft");

/** 1 (now) to 5 (when there is time). */
export function Priority({ is }: { readonly is: number | null }) {
  return (
    <span className={`tabular inline-flex h-5 w-6 items-center justify-center rounded-sm text-xs font-semibold ${looks(is)}`}>
      <span className="sr-only">priority </span>
      {is ?? "–"}
    </span>
  );
}

/** The same of a case, and on hover why. By keyboard the same words stand beside the list (p). */
export function CasePriority({ id, is }: { readonly id: string; readonly is: number }) {
  return (
    <Tooltip says={<Why id={id} />}>
      <button type="button" tabIndex={-1} className="cursor-help rounded-sm">
        <Priority is={is} />
      </button>
    </Tooltip>
  );
}

function Why({ id }: { readonly id: string }) {
  const why = useQuery({
    queryKey: ["case", id, "priority"],
    queryFn: ({ signal }) => api.explainPriority({ params: { id } }, { signal }),
  });
  if (!why.data) return <Spinner says="working it out" />;
  return <Inert lengthMax={600}>{why.data.says}</Inert>;
}
