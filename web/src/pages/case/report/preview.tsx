import { Link } from "@tanstack/react-router";
import { InertAlready } from "../../../ui/text.tsx";
import { columnShares } from "./column-shares.ts";
import type { Block, Report, TableBlock } from "./queries.ts";

const citedMax = 8;

/** The report as a sheet of paper. Its text was made inert by the server; it is laid out and nothing of it is live. */
export function ReportPreview({ id, report }: { readonly id: string; readonly report: Report }) {
  const { title, subtitle, sections } = report;
  return (
    <article
      data-theme="light"
      data-print-alone
      aria-label="the report"
      className="mx-auto w-full max-w-[210mm] rounded-sm bg-surface px-[14mm] py-[14mm] text-text shadow-float phone:px-4 phone:py-6 print:max-w-none print:p-0 print:shadow-none"
    >
      <h2 className="text-xl font-semibold tracking-tight">
        <InertAlready>{title}</InertAlready>
      </h2>
      <p className="mt-1 text-sm text-soft">
        <InertAlready>{subtitle}</InertAlready>
      </p>
      {sections.map(({ heading, blocks }) => (
        <section key={heading} aria-label={heading} className="mt-6">
          <h3 className="mb-2 border-b border-line pb-1 text-base font-semibold break-after-avoid">
            <InertAlready>{heading}</InertAlready>
          </h3>
          <div className="flex flex-col gap-2 text-sm">
            {blocks.map((block, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: blocks of a section have no name and never move
              <OneBlock key={at} id={id} block={block} />
            ))}
          </div>
        </section>
      ))}
    </article>
  );
}

function OneBlock({ id, block }: { readonly id: string; readonly block: Block }) {
  if (block.kind === "table") return <BlockTable id={id} block={block} />;
  if (block.kind === "facts")
    return (
      <dl className="grid grid-cols-[8rem_1fr] gap-x-4 gap-y-1">
        {block.facts.map(({ name, text, evidence }) => (
          <div key={name} className="contents">
            <dt className="text-faint">{name}</dt>
            <dd className="min-w-0">
              <InertAlready>{text}</InertAlready> <Cited id={id} evidence={evidence} />
            </dd>
          </div>
        ))}
      </dl>
    );
  if (block.kind === "paragraph")
    return (
      <p className={block.strong ? "font-semibold" : ""}>
        <InertAlready>{block.text}</InertAlready> <Cited id={id} evidence={block.evidence} />
      </p>
    );
  const items = block.items.map(({ text, evidence }, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: items of a list may be alike and never move
    <li key={at}>
      <InertAlready>{text}</InertAlready> <Cited id={id} evidence={evidence} />
    </li>
  ));
  return block.ordered ? (
    <ol className="flex list-decimal flex-col gap-1 pl-5">{items}</ol>
  ) : (
    <ul className="flex list-disc flex-col gap-1 pl-5">{items}</ul>
  );
}

function BlockTable({ id, block }: { readonly id: string; readonly block: TableBlock }) {
  const { columns, rows, rowsLeftOut } = block;
  const shares = columnShares(block);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <div className="overflow-x-auto print:overflow-visible" role="group" aria-label={columns.join(", ")} tabIndex={0}>
        <table className="w-full min-w-[36rem] table-fixed border-collapse text-xs print:min-w-0">
          <colgroup>
            {columns.map((title, column) => (
              <col key={title} style={{ width: `${((shares[column] ?? 0) * 100).toFixed(1)}%` }} />
            ))}
          </colgroup>
          <thead>
            <tr className="border-b border-line-strong text-left text-faint">
              {columns.map((title) => (
                <th key={title} scope="col" className="py-1 pr-3 font-medium">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ cells, evidence }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows may be alike and never move
              <tr key={at} className="break-inside-avoid border-b border-line align-top">
                {columns.map((title, column) => (
                  <td key={title} className="py-1 pr-3">
                    <InertAlready>{cells[column] ?? ""}</InertAlready>{" "}
                    {column === columns.length - 1 && <Cited id={id} evidence={evidence} />}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rowsLeftOut > 0 && <p className="text-xs text-faint">{rowsLeftOut} rows more are in the case itself.</p>}
    </>
  );
}

/** The evidence that says so; each leads to it. */
function Cited({ id, evidence }: { readonly id: string; readonly evidence: readonly string[] }) {
  if (evidence.length === 0) return null;
  const more = evidence.length - citedMax;
  return (
    <span className="font-mono text-2xs text-faint">
      [
      {evidence.slice(0, citedMax).map((item, at) => (
        <span key={item}>
          {at > 0 && ", "}
          <Link to="/cases/$id" params={{ id }} search={{ part: "evidence", item }} className="hover:text-accent hover:underline">
            {item}
          </Link>
        </span>
      ))}
      {more > 0 && ` and ${more} more`}]
    </span>
  );
}
