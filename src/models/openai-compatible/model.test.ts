import { startOpenAiChat } from "../../testing/doubles/openai-chat.ts";
import { surroundings } from "../../testing/model-contract/scene.ts";
import { testModel } from "../../testing/model-contract.ts";
import { openModel } from "../../wiring/models.ts";

testModel({
  product: "openai-compatible",
  start: () => startOpenAiChat(),
  open: (order, told) => openModel(order, { ...surroundings, told }),
});
