import { testScenario } from "../kit/contract.ts";
import { generatePasswordSpray } from "./generate.ts";

testScenario("a password spray", generatePasswordSpray, { ordinaryMin: 800, bytesMax: 3_000_000 });
