import { testScenario } from "../kit/contract.ts";
import { generateWebShell } from "./generate.ts";

testScenario("a web shell", generateWebShell, { ordinaryMin: 1_000, bytesMax: 2_000_000 });
