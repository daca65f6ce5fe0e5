import { useKeyList } from "../lib/keys.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Kbd } from "../ui/kbd.tsx";

/** Every key that works where one is now. */
export function Help({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const layers = useKeyList();
  return (
    <Dialog open={open} onClose={onClose} title="Keys" wide>
      <div className="grid gap-6 md:grid-cols-2">
        {layers.map(({ title, deeds }) => (
          <section key={title}>
            <h3 className="mb-2 text-xs font-semibold text-faint">{title}</h3>
            <dl className="flex flex-col gap-1.5">
              {deeds.map(({ keys, says }) => (
                <div key={keys} className="flex items-center justify-between gap-4">
                  <dt>{says}</dt>
                  <dd className="flex gap-1">
                    {keys.split(" ").map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
