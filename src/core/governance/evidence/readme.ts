/** The README.md of every evidence export: what is in it, what it shows, and how somebody who trusts none of our code checks it. */
export const evidenceReadme = `# Evidence export

Records of one tenant over a period, for one framework, with what is needed to check that they are as they were written, and that none of them is missing. Nothing here needs a network, or the product that wrote it. It is no legal advice; citations are marked P (legal text read), S (secondary source), K (known text that was not looked up again), NV (not verified).

| file | what it is |
|---|---|
| completeness.md, completeness.json | how many records the period holds, how many are here, what was erased, what is left out and why |
| index.csv, index.json | each record, and which article of the framework it is evidence for |
| framework.json | by which rule records were chosen: types of records, and what they are evidence for |
| records/WORLD/ | an evidence pack of each world (a kind of record; the segments of the watch are worlds of their own): its README.md says what each file is |
| chains/WORLD.jsonl | every record of the world in the period, chosen or not, one a line, from the last before the period to the first after it |
| chains/WORLD.tlog-proof | that the last of these lines is in the log; each line names the hash of the one before, so all of them are |
| card/ | the AI-system card as it was when this was made; it is no record |
| verify.py | checks all of this with nothing but Python's standard library |
| SHA256SUMS | the digest of every file: sha256sum --check SHA256SUMS |

The lines of a chain say type, time and a pseudonym, and commit to their content; they open nothing. What the period holds is therefore countable by whoever reads this, also where content was erased or is not handed over.

## Trust begins outside

The keys in this folder prove nothing about who made it. Compare the key with what you had before: a contract, an earlier report, what a witness saw. Whoever exported was told the SHA-256 of SHA256SUMS, and the log of the installation holds it ("ExportMade"): ask for it.
verify.py came with the folder as well: read it, or take it from the product's source.

## With Python alone

    python3 verify.py . 'log.example.org/name+01234567+AbCd…'

where the last word is a verifier key of the log as you know it; - takes the folder's own, which shows only that it is whole.

## With Go's checksum-database code, or openssl

Each folder below records/ is an evidence pack of its own: its README.md says how Go's golang.org/x/mod/sumdb checks it, and how openssl checks commitments and time stamps (checkpoint.tsr, where there is one):

    openssl ts -verify -data records/WORLD/checkpoint -in records/WORLD/checkpoint.tsr -CAfile records/WORLD/authority.pem

## What it does not show

- That the worlds that are named are all that there are: that is the word of whoever exported. The watch goes on in worlds whose numbers have no gaps. The tenant's name, the time of the export and what is left out are that word too.
- That what was recorded is true of the world outside; that the clock was right, beyond what witnesses and time stamps bound.
- What an erased record said. That it was there, when, and of which type is shown.
`;
