import { useState } from "react";
import { Input } from "../../../ui/field.tsx";
import type { ProductLine } from "../queries.ts";

type ListProps = {
  readonly kinds: { readonly products: readonly ProductLine[]; readonly absent: readonly string[] };
  readonly chosen: string | undefined;
  readonly onChoose: (product: string) => void;
  readonly className?: string;
};

const fits = (words: string, { title, product, serves }: ProductLine) =>
  `${title} ${product} ${serves.join(" ")}`.toLowerCase().includes(words);

/** Every product that can be connected, found by its name or by what it serves; and those that have no connector yet. */
export function ProductList({ kinds: { products, absent }, chosen, onChoose, className = "" }: ListProps) {
  const [typed, setTyped] = useState("");
  const words = typed.trim().toLowerCase();
  const shown = products.filter((each) => fits(words, each));
  const missing = words === "" ? [] : absent.filter((title) => title.toLowerCase().includes(words));
  return (
    <nav aria-label="products" className={`min-w-0 lg:sticky lg:top-3 ${className}`}>
      <Input
        label="Product, or what it serves"
        placeholder="elastic, alerts, tickets …"
        value={typed}
        onChange={({ target: { value } }) => setTyped(value)}
      />
      <ul className="mt-3 flex flex-col gap-0.5 lg:max-h-[calc(100dvh-13rem)] lg:overflow-auto">
        {shown.map((each) => (
          <li key={each.product}>
            <Product of={each} isChosen={each.product === chosen} onChoose={onChoose} />
          </li>
        ))}
      </ul>
      {shown.length === 0 && (
        <p className="px-2 py-3 text-sm text-soft">
          {missing.length > 0
            ? `${missing.join(", ")} has no connector yet. Its alerts can come by the webhook, by syslog, or as files.`
            : "No product fits these words. Alerts of any product can come by the webhook, by syslog, or as files."}
        </p>
      )}
    </nav>
  );
}

type ProductProps = { readonly of: ProductLine; readonly isChosen: boolean; readonly onChoose: (product: string) => void };

function Product({ of: { product, title, serves }, isChosen, onChoose }: ProductProps) {
  return (
    <button
      type="button"
      aria-current={isChosen ? "true" : undefined}
      onClick={() => onChoose(product)}
      className={`flex w-full flex-col rounded-md px-2 py-1.5 text-left hover:bg-hover ${isChosen ? "bg-chosen" : ""}`}
    >
      <span className="text-sm font-medium">{title}</span>
      <span className="text-xs text-faint">{serves.join(", ")}</span>
    </button>
  );
}
