import { testConnector } from "../connector-contract.ts";
import { type Defect, defects } from "./defects.ts";
import { toyScene } from "./scene.ts";

// Runs the contract suite over the toy with the defect that is named: `connector-contract.test.ts` sees that it fails.
const [named = ""] = process.argv.slice(2);
if (!Object.hasOwn(defects, named)) throw new Error("name a defect");
testConnector("toy", () => toyScene(named as Defect));
