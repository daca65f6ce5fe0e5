import { Page } from "../../ui/page.tsx";

/** Its page is being written. */
export function ConnectorsPage() {
  return <Page title="Connectors">…</Page>;
}
