import { startAnthropicMessages } from "../../testing/doubles/anthropic-messages.ts";
import { surroundings } from "../../testing/model-contract/scene.ts";
import { testModel } from "../../testing/model-contract.ts";
import { openModel } from "../../wiring/models.ts";

testModel({
  product: "anthropic",
  start: () => startAnthropicMessages(),
  open: (order, told) => openModel(order, { ...surroundings, told }),
});
