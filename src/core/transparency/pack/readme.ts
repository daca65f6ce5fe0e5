/** The README.md of every evidence pack: how someone who trusts none of our code checks it. */
export const packReadme = `# Evidence pack

Entries of an append-only record, with what is needed to check that they are in it as they were written. Nothing here needs a network, or the product that wrote it.

| file | what it is |
|---|---|
| checkpoint | the log's statement of its size and root hash, signed (c2sp.org/tlog-checkpoint) |
| checkpoint.cosigned | the same, with the lines of witnesses who saw the record only grow (c2sp.org/tlog-cosignature) |
| checkpoint.tsr, authority.pem | if there: an RFC 3161 time stamp over the file "checkpoint", and the certificates of its authority |
| log.vkeys, witnesses.vkeys | verifier keys of the log, oldest first, and of the witnesses (c2sp.org/signed-note) |
| pack.json | which entries are here, and how each key of the log named the next |
| entries/000000000007/ | entry 7: a folder for each entry, its number in twelve digits |
| …/record.json | the exact bytes of the entry, without a newline at the end: the leaf is SHA-256(0x00, bytes) (RFC 6962) |
| …/record.tlog-proof | that it is the entry of that number of the log at the checkpoint (c2sp.org/tlog-proof) |
| …/payload.bin | if disclosed: what the record commits to, nonce (12 bytes), AES-256-GCM ciphertext, tag (16 bytes) |
| …/salt.bin, key.bin, event.json | if disclosed: the salt of the commitment, what opens the payload, and the text it opens to |
| verify.go | a program of about 150 lines that checks all of this with Go's own checksum-database code |

An entry without key.bin shows that something was recorded then, and not what: it was erased, or is not disclosed to you.

## Trust begins outside

The keys in this folder prove nothing about who made it. Compare log.vkeys and witnesses.vkeys with what you had before: a contract, an earlier report, the witness's own operator.

## With Go alone

On Debian: apt-get install golang-go golang-golang-x-mod-dev, then, in this folder,

    GO111MODULE=off GOPATH=/usr/share/gocode go run verify.go . 'log.example.org/name+01234567+AbCd…'

where the last word is the log's verifier key as you know it. Anywhere else: go mod init check, go get golang.org/x/mod, go run verify.go . KEY.

## With openssl alone

The time, where there is a checkpoint.tsr:

    openssl ts -verify -data checkpoint -in checkpoint.tsr -CAfile authority.pem

The commitment of every entry that is disclosed, beside what its record commits to. Both columns are the same:

    for entry in entries/*/; do [ -f $entry/key.bin ] && echo $(cat $entry/salt.bin $entry/payload.bin | openssl dgst -sha256 -r | cut -c 1-64) $(grep -o '"commitment":"sha256:[0-9a-f]*' $entry/record.json | cut -d : -f 3); done

The salt belongs to the key. Both columns are the same:

    for entry in entries/*/; do [ -f $entry/key.bin ] && echo $(printf 'watchkeeper-journal-v2 salt' | openssl dgst -sha256 -mac HMAC -macopt hexkey:$(od -An -v -tx1 $entry/key.bin | tr -d ' \\n') -r | cut -c 1-64) $(od -An -v -tx1 $entry/salt.bin | tr -d ' \\n'); done

So no second key can open the payload to another text.

## With the product

    watchkeeper journal verify --pack . --public-key 'log.example.org/name+01234567+AbCd…'

## What it does not show

That nothing was recorded after the checkpoint, or that entries which are not here say nothing else. The record that proves this is the whole log: ask for its tiles.
`;
