import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { Button } from "../../../ui/button.tsx";
import { Problem } from "../../../ui/empty.tsx";
import { Page } from "../../../ui/page.tsx";
import { Spinner } from "../../../ui/spinner.tsx";
import { connectorQueries } from "../queries.ts";
import type { ConnectorSearch } from "../search.ts";
import { ConnectorForm } from "./connector-form.tsx";
import { ProductList } from "./product-list.tsx";

type AddProps = { readonly name: string | undefined; readonly go: (next: ConnectorSearch) => void };

/** A new connector: which product, its settings, a trial, and what to write where so that it stays. `name` is the product. */
export default function AddPart({ name, go }: AddProps) {
  const { data, error, refetch } = useQuery(connectorQueries.kinds);
  const chosen = data?.products.find(({ product }) => product === name);
  return (
    <Page
      title="Add a connector"
      says="Fill in what the product needs, try it, and put what works into the configuration file."
      actions={
        <>
          {chosen && (
            <Button kind="quiet" className="lg:hidden" onClick={() => go({ part: "add" })}>
              Other products
            </Button>
          )}
          <Button kind="quiet" icon={<ArrowLeft aria-hidden className="size-4" />} onClick={() => go({})}>
            To the connectors
          </Button>
        </>
      }
    >
      {error && <Problem of={error} again={() => void refetch()} />}
      {!data && !error && <Spinner says="reading what can be connected" />}
      {data && (
        <div className="grid items-start gap-6 lg:grid-cols-[19rem_minmax(0,1fr)]">
          <ProductList
            kinds={data}
            chosen={chosen?.product}
            onChoose={(product) => go({ part: "add", name: product })}
            className={chosen ? "max-lg:hidden" : ""}
          />
          {chosen ? (
            <ConnectorForm key={chosen.product} of={chosen} secretPlaces={data.secretPlaces} />
          ) : (
            <p className="max-w-prose py-10 text-sm text-soft max-lg:hidden">
              Choose a product. Nothing is changed by looking or by trying: the configuration file stays the one place that says what is
              connected, and you put the result there.
            </p>
          )}
        </div>
      )}
    </Page>
  );
}
