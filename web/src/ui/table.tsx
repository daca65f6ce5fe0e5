import type { ReactNode } from "react";

/** One column of a plain table. */
export type Column<Row> = {
  readonly id: string;
  readonly says: string;
  readonly cell: (row: Row) => ReactNode;
  readonly right?: boolean;
  readonly className?: string;
};

/** A short table. Long ones are virtual, and the queue has its own. */
export function Table<Row>({
  columns,
  rows,
  keyOf,
  says,
  empty,
}: {
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly says: string;
  readonly empty?: ReactNode;
}) {
  if (rows.length === 0 && empty !== undefined) return empty;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="overflow-x-auto" tabIndex={0} aria-label={says}>
      <table className="w-full border-collapse text-sm">
        <thead>
          <tr className="border-b border-line text-left text-xs text-faint">
            {columns.map(({ id, says: title, right }) => (
              <th key={id} scope="col" className={`px-3 py-1.5 font-medium whitespace-nowrap ${right ? "text-right" : ""}`}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} className="border-b border-line/60 last:border-0 hover:bg-hover/50">
              {columns.map(({ id, cell, right, className = "" }) => (
                <td key={id} className={`px-3 py-1.5 align-baseline ${right ? "tabular text-right" : ""} ${className}`}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
