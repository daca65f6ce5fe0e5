import { englishBait } from "./english-bait.ts";
import { englishMore } from "./english-more.ts";
import { englishNotices } from "./english-notices.ts";
import { englishClosings, englishGreetings, englishPlain, englishStrangers } from "./english-plain.ts";
import { french } from "./french.ts";
import { japanese, nordic, polish, turkish } from "./further-tongues.ts";
import { german } from "./german.ts";
import { dutch, italian } from "./italian-dutch.ts";
import { moreBait } from "./more-tongues.ts";
import { joined, type Tongue } from "./phrases.ts";
import { portuguese } from "./portuguese.ts";
import { spanish } from "./spanish.ts";
import { trade } from "./trade.ts";
import { volumeEnglish } from "./volume-english.ts";
import { volumeTongues } from "./volume-tongues.ts";

const english: Tongue = {
  name: "en",
  bait: [englishBait, englishMore, volumeEnglish].reduce(joined, englishNotices),
  plain: englishPlain,
  greetings: englishGreetings,
  strangers: englishStrangers,
  closings: englishClosings,
};

const shares: readonly (readonly [Tongue, share: number])[] = [
  [english, 0.46],
  [german, 0.11],
  [portuguese, 0.12],
  [spanish, 0.07],
  [french, 0.08],
  [italian, 0.04],
  [dutch, 0.04],
  [polish, 0.02],
  [turkish, 0.02],
  [japanese, 0.02],
  [nordic, 0.02],
];

/** Every language that mails are made in, with its share. */
export const tongues: typeof shares = shares.map(([tongue, share]) => [
  { ...tongue, plain: withTrade(tongue), bait: joined(joined(tongue.bait, moreBait[tongue.name] ?? {}), volumeTongues[tongue.name] ?? {}) },
  share,
]);

function withTrade({ name, plain }: Tongue): Tongue["plain"] {
  const own = trade.get(name);
  return own ? { ...plain, trade: own } : plain;
}
