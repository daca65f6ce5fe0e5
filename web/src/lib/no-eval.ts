import { config } from "zod";

// The policy of this page lets nothing make code out of text; shapes are checked without it. This stands before the first shape is made.
config({ jitless: true });
