import { setTimeout as sleep } from "node:timers/promises";
import { sealWebhook } from "../core/webhook/webhook.ts";

/** A sender of signed webhooks as they should be: it tries again until it is answered that the message is kept. */
export type HookSender = {
  /** Resolves once the message is acknowledged, however often that took. */
  readonly send: (source: string, body: string, nonce: string) => Promise<void>;
  /** Tries that were not answered with 202, by what came instead. */
  readonly refused: ReadonlyMap<string, number>;
};

export type HookSenderParts = {
  /** Who may be asked now; each try takes the next. */
  readonly urls: () => readonly URL[];
  readonly key: string;
  readonly tryMs?: number;
};

const pauseMs = 150;
const waitMsMax = 120_000;

export function openHookSender({ urls, key, tryMs = 10_000 }: HookSenderParts): HookSender {
  const refused = new Map<string, number>();
  const note = (what: string) => refused.set(what, (refused.get(what) ?? 0) + 1);
  let turn = 0;
  return {
    refused,
    async send(source, text, nonce) {
      const body = Buffer.from(text);
      const endMs = Date.now() + waitMsMax;
      while (Date.now() < endMs) {
        const places = urls();
        const url = places[turn++ % Math.max(1, places.length)];
        if (url) {
          const headers = { ...sealWebhook(Buffer.from(key), { body, nonce, sentAtMs: Date.now() }), "content-type": "application/json" };
          const status = await fetch(new URL(`/api/v1/hooks/${source}`, url), {
            method: "POST",
            headers,
            body,
            signal: AbortSignal.timeout(tryMs),
          }).then(
            async (answer) => {
              await answer.arrayBuffer().catch(() => undefined);
              return answer.status;
            },
            () => "no answer",
          );
          if (status === 202) return;
          note(String(status));
        }
        await sleep(pauseMs);
      }
      throw new Error(`a message for "${source}" was not acknowledged in ${waitMsMax} ms: ${JSON.stringify([...refused])}`);
    },
  };
}
