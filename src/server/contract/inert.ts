export { cut, defang, defangName, inert, inertObservable, valueLengthMax, visible } from "../../core/inert/inert.ts";
