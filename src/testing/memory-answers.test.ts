import { testAnswerStore } from "./answer-store-contract.ts";
import { memoryAnswers } from "./memory-answers.ts";

testAnswerStore("in memory", async () => {
  const store = memoryAnswers();
  return { store, other: store };
});
