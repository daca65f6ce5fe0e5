import { Page } from "../../ui/page.tsx";

/** Its page is being written. */
export function PlaybooksPage() {
  return <Page title="Playbooks">…</Page>;
}
