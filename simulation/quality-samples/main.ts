import { missRates, playFirstTests, playMonths, playStops } from "./runs.ts";

// Many runs; the figures of docs/guides/quality.md. `node simulation/quality-samples/main.ts [RUNS]`.

const runs = Number(process.argv[2] ?? 2_000);
const percent = (share: number) => `${(share * 100).toFixed(3)} %`;
const kinds = [
  { says: "perfect reviewers, nothing to correct", reviewers: { sensitivity: 1, corrected: false } },
  { says: "reviewers who find 80 %, corrected by gold alerts", reviewers: { sensitivity: 0.8, corrected: true } },
  { says: "the same reviewers, not corrected", reviewers: { sensitivity: 0.8, corrected: false } },
] as const;

for (const share of [0.02, 0.05])
  for (const { says, reviewers } of kinds)
    for (const [at, missRate] of missRates.entries()) {
      const { covered, meanBound, meanEstimate, judged } = playMonths(missRate, runs, share, reviewers, 100 + at);
      console.log(
        [
          `share ${share}`,
          says,
          percent(missRate),
          `covered ${percent(covered)}`,
          `bound ${percent(meanBound)}`,
          `estimate ${percent(meanEstimate)}`,
          `${judged} judged`,
        ].join(" | "),
      );
    }
for (const [missRate, judgements] of [
  [0.0005, 1_000],
  [0.0005, 5_000],
  [0.002, 366],
  [0.003, 5_000],
  [0.01, 5_000],
  [0.008, 5_000],
  [0.03, 5_000],
] as const) {
  const { stopped, mean, within95 } = playStops(missRate, 5 * runs, judgements, 7);
  console.log(
    [
      `stop rule ${percent(missRate)}`,
      `${judgements} judgements`,
      `stopped ${percent(stopped)}`,
      `mean ${mean?.toFixed(0)}`,
      `95 of 100 within ${within95 ?? "-"}`,
    ].join(" | "),
  );
}
for (const missRate of [0.002, 0.01]) {
  const { stopped, mean, wald } = playFirstTests(missRate, 5 * runs, 9);
  console.log(
    [`first test ${percent(missRate)}`, `stops ${percent(stopped)}`, `mean ${mean.toFixed(0)}`, `Wald ${wald.toFixed(0)}`].join(" | "),
  );
}
