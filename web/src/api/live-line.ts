/** How the connection stands. "live": changes arrive as they happen. */
export type LiveState = "connecting" | "live" | "reconnecting" | "offline";

/** The frames of the stream that are heeded. */
const frames = ["hello", "reset", "change", "many"] as const;
export type Frame = { readonly type: (typeof frames)[number]; readonly revision: string; readonly data: string };
/** What a window says to the others of the same session. */
type Said = { readonly frame: Frame } | { readonly state: LiveState; readonly revision: number | undefined } | { readonly asks: true };

/** As much of an EventSource as is used. */
export type Stream = { readonly addEventListener: EventSource["addEventListener"]; readonly close: () => void };
type Wanted = {
  /** Windows of the same name share one stream. */
  readonly name: string;
  /** Opens the stream behind a revision; from now on without one. */
  readonly openStream: (after: number | undefined) => Stream;
  readonly onFrame: (frame: Frame) => void;
  readonly onState: (state: LiveState) => void;
  /** Whether somebody looks at this window. */
  readonly isLookedAt?: () => boolean;
};

const retryFirstMs = 1_000;
const retryMostMs = 20_000;
/** The window that holds the stream says so this often; one that is looked at and hears nothing for so long takes the stream over. */
const beatMs = 5_000;
const silentMs = 16_000;

/**
 * One stream of the server for all windows of a session. A browser gives a server six connections (HTTP/1.1), and a stream holds one for good: with a stream for
 * each window, the fifth window waits for ever, and a press on Stop in any of them, too. So one window holds the stream, under a lock of the browser, and tells
 * the others; when it closes, the lock goes to the next, which goes on behind the last revision that it heard.
 */
export class LiveLine {
  readonly #wanted: Wanted;
  readonly #channel: BroadcastChannel | undefined;
  readonly #locks = typeof navigator === "undefined" ? undefined : navigator.locks;
  #state: LiveState = "connecting";
  #stream: Stream | undefined;
  #revision: number | undefined;
  #holds = false;
  #giveUp: () => void = () => {};
  #waiting = new AbortController();
  #retryMs = retryFirstMs;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #beat: ReturnType<typeof setInterval> | undefined;
  #heardMs = performance.now();
  #closed = false;

  constructor(wanted: Wanted) {
    this.#wanted = wanted;
    if (this.#locks && typeof BroadcastChannel !== "undefined") this.#channel = new BroadcastChannel(wanted.name);
    this.#channel?.addEventListener("message", ({ data }: MessageEvent<Said>) => this.#told(data));
    this.#say({ asks: true });
    this.#beat = setInterval(() => this.#beats(), beatMs);
    void this.#hold(false);
  }

  /** Tries the server again at once: the machine is on a network again, or on none. */
  readonly again = () => {
    if (this.#holds) this.#connect();
  };

  readonly close = () => {
    this.#closed = true;
    clearInterval(this.#beat);
    this.#waiting.abort();
    this.#leave();
    this.#giveUp();
    this.#channel?.close();
  };

  /** Waits for the stream, and holds it until it is given up or taken. */
  async #hold(steals: boolean): Promise<void> {
    if (!this.#locks || !this.#channel) {
      this.#begin();
      return;
    }
    this.#waiting.abort();
    this.#waiting = new AbortController();
    const held = () =>
      new Promise<void>((done) => {
        this.#giveUp = done;
        if (this.#closed) done();
        else this.#begin();
      });
    try {
      await this.#locks.request(this.#wanted.name, steals ? { steal: true } : { signal: this.#waiting.signal }, held);
    } catch {
      // Turned away while it waited, or another window took the stream over.
      if (!this.#holds || this.#closed) return;
      this.#leave();
      void this.#hold(false);
    }
  }

  #begin(): void {
    this.#holds = true;
    this.#connect();
  }

  #leave(): void {
    this.#holds = false;
    this.#heardMs = performance.now();
    clearTimeout(this.#retry);
    this.#stream?.close();
    this.#stream = undefined;
  }

  #beats(): void {
    if (this.#holds) {
      this.#say({ state: this.#state, revision: this.#revision });
      return;
    }
    const isLookedAt = this.#wanted.isLookedAt ?? (() => document.visibilityState === "visible");
    // A browser may put a window to sleep that nobody looks at, with the stream in its hands.
    if (this.#channel && isLookedAt() && performance.now() - this.#heardMs > silentMs) void this.#hold(true);
  }

  #say(said: Said): void {
    this.#channel?.postMessage(said);
  }

  #told(said: Said): void {
    if (this.#closed) return;
    if (this.#holds) {
      if ("asks" in said) this.#say({ state: this.#state, revision: this.#revision });
      return;
    }
    if ("asks" in said) return;
    this.#heardMs = performance.now();
    if ("frame" in said) this.#hear(said.frame);
    else {
      this.#revision = said.revision ?? this.#revision;
      this.#become(said.state);
    }
  }

  #connect(): void {
    clearTimeout(this.#retry);
    this.#stream?.close();
    if (navigator.onLine === false) {
      this.#become("offline");
      return;
    }
    const stream = this.#wanted.openStream(this.#revision);
    this.#stream = stream;
    for (const type of frames)
      stream.addEventListener(type, (event) => {
        const { lastEventId: revision, data } = event as MessageEvent<string>;
        const frame = { type, revision, data: String(data) };
        this.#say({ frame });
        this.#hear(frame);
      });
    stream.addEventListener("error", () => this.#lost());
  }

  #hear(frame: Frame): void {
    // Only the last frame of a look carries a revision: what is asked for after a break begins behind a whole look.
    if (frame.revision !== "") this.#revision = Number(frame.revision);
    if (frame.type === "hello" || frame.type === "reset") {
      this.#retryMs = retryFirstMs;
      this.#become("live");
    }
    this.#wanted.onFrame(frame);
  }

  #lost(): void {
    this.#stream?.close();
    this.#become(navigator.onLine === false ? "offline" : "reconnecting");
    this.#retry = setTimeout(() => this.#connect(), this.#retryMs);
    this.#retryMs = Math.min(retryMostMs, this.#retryMs * 2);
  }

  #become(state: LiveState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#wanted.onState(state);
    if (this.#holds) this.#say({ state, revision: this.#revision });
  }
}
