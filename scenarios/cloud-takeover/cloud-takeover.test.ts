import { testScenario } from "../kit/contract.ts";
import { generateCloudTakeover } from "./generate.ts";

testScenario("a taken-over cloud account", generateCloudTakeover, { ordinaryMin: 1_000, bytesMax: 2_000_000 });
