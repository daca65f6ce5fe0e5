import { verifySignatures } from "./verify-signatures.ts";

/** The verify.py of every evidence export: checks all of it with nothing but Python's standard library. */
export const verifyEvidence = `${verifySignatures}${String.raw`# RFC 6962.
def leaf_hash(data):
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def is_included(index, size, leaf, proof, root):
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for each in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(each, found)
            while not at & 1 and at != 0:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, each)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


# C2SP signed-note and tlog-checkpoint.
def verifier_key(text, use):
    name, key_id, encoded = text.split("+", 2)
    raw = base64.b64decode(encoded, validate=True)
    check(len(raw) == 33 and raw[0] == use, "a verifier key of another use: " + text)
    check(hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8] == key_id, "a verifier key whose id is not its own: " + text)
    return name, bytes.fromhex(key_id), raw[1:]


def keys_in(data, use):
    text = data.decode()
    check(text == "" or text.endswith("\n"), "a list of keys that is cut off")
    return [verifier_key(line, use) for line in text.split("\n")[:-1]]


def note(data):
    text = data.decode()
    check(text.endswith("\n") and "\n\n" in text, "not a signed note")
    at = text.rindex("\n\n")
    lines = []
    for line in text[at + 2 : -1].split("\n"):
        mark, name, encoded = line.split(" ")
        raw = base64.b64decode(encoded, validate=True)
        check(mark == "\u2014", "not a line of a signature")
        lines.append((name, raw[:4], raw[4:]))
    return text[: at + 1], lines


def signers(data, keys, witnesses):
    """Every line must be of a key that is named; gives text, whether the log signed it, and who cosigned when."""
    text, lines = note(data)
    by_log, seen = 0, []
    for name, key_id, signature in lines:
        own = [raw for n, i, raw in keys if (n, i) == (name, key_id)]
        other = [raw for n, i, raw in witnesses if (n, i) == (name, key_id)]
        check(own or other, "a checkpoint with a signature by nobody who is named: " + name)
        if own:
            check(is_signed(own[0], text.encode(), signature), "a checkpoint that the log did not sign")
            by_log += 1
        else:
            time = int.from_bytes(signature[:8], "big")
            said = ("cosignature/v1\ntime %d\n" % time).encode() + text.encode()
            check(is_signed(other[0], said, signature[8:]), "a checkpoint that its witness did not sign: " + name)
            seen.append((name, time))
    check(by_log > 0, "a checkpoint that the log did not sign")
    return text, seen


def read(*parts):
    path = os.path.join(*parts)
    check(os.path.isfile(path) and not os.path.islink(path), "missing: " + path)
    with open(path, "rb") as file:
        return file.read()


def trusted_keys(folder, contents, trusted):
    """Raw public keys that the trusted one vouches for, each by the one before it."""
    own = keys_in(read(folder, "log.vkeys"), 1)
    check(own, "no key of the log")
    first = own[0][2] if trusted is None else trusted
    known = {first}
    for each in contents["successions"]:
        said = ("watchkeeper journal key succession v1\n%s\n%s\n" % (each["from"], each["to"])).encode()
        giver, heir = base64.b64decode(each["from"]), base64.b64decode(each["to"])
        if giver in known and is_signed(giver, said, base64.b64decode(each["signature"])):
            known.add(heir)
    return [key for key in own if key[2] in known]


def proof_of(data):
    head, _, checkpoint = data.decode().partition("\n\n")
    lines = head.split("\n")
    check(lines[0] == "c2sp.org/tlog-proof@v1" and lines[1].startswith("index "), "not a proof")
    return int(lines[1][6:]), [base64.b64decode(line, validate=True) for line in lines[2:]], checkpoint


def header(line):
    said = json.loads(line)
    if isinstance(said, list):
        return {"sequence": said[1], "stream": said[2], "type": said[3], "recordedAtMs": said[4], "previous": said[6], "event": said[5]}
    return said


def entry_hash(line):
    data = line.encode()
    return "sha256:" + (hashlib.sha256(data).hexdigest() if line.startswith("[") else leaf_hash(data).hex())


def chain(folder, world, size, root, checkpoint, period):
    """Every record of the period, one behind the other, bound to the checkpoint by the proof of the last."""
    text = read(folder, "chains", world + ".jsonl").decode()
    check(text.endswith("\n"), world + ": a chain that is cut off")
    lines = text.split("\n")[:-1]
    heads = [header(line) for line in lines]
    for at in range(1, len(lines)):
        check(heads[at]["sequence"] == heads[at - 1]["sequence"] + 1, world + ": an entry is missing from its chain")
        check(heads[at]["previous"] == entry_hash(lines[at - 1]), world + ": an entry of its chain does not follow the one before")
    index, proof, same = proof_of(read(folder, "chains", world + ".tlog-proof"))
    check(same == checkpoint and index == heads[-1]["sequence"], world + ": its chain is proven for something else")
    check(is_included(index, size, leaf_hash(lines[-1].encode()), proof, root), world + ": its chain is not in the log")
    check(heads[0]["sequence"] == 0 or heads[0]["recordedAtMs"] < period[0], world + ": its chain begins after the period does")
    check(index == size - 1 or heads[-1]["recordedAtMs"] >= period[1], world + ": its chain ends before the period does")
    return {h["sequence"]: (h, line) for h, line in zip(heads, lines) if period[0] <= h["recordedAtMs"] < period[1]}


def content(folder, head):
    """What an entry discloses; None where it is not disclosed."""
    if "event" in head:
        return head["event"].encode()
    names = ["key.bin", "salt.bin", "payload.bin", "event.json"]
    there = [os.path.exists(os.path.join(folder, name)) for name in names]
    check(all(there) or not any(there), folder + ": disclosed in part")
    if not there[0]:
        return None
    key, salt, payload, event = [read(folder, name) for name in names]
    check(hmac.new(key, b"watchkeeper-journal-v2 salt", hashlib.sha256).digest() == salt, folder + ": the salt is not that of the key")
    check("sha256:" + hashlib.sha256(salt + payload).hexdigest() == head["commitment"], folder + ": not what the record commits to")
    check(opened(key, payload) == event, folder + ": event.json is not what was recorded")
    return event


def citations(framework, kind, type_):
    cites = [c for r in framework["rules"] if r["kind"] == kind and ("*" in r["types"] or type_ in r["types"]) for c in r["cites"]]
    return cites + (framework["keeping"]["cites"] if type_ in framework["keeping"]["types"] else [])


def iso(ms):
    time = datetime.fromtimestamp(ms // 1000, timezone.utc)
    return time.strftime("%Y-%m-%dT%H:%M:%S.") + "%03dZ" % (ms % 1000)


def world_rows(folder, told, framework, period, trusted):
    world, kind = told["world"], told["kind"]
    check(re.fullmatch(r"[a-z0-9-]{1,255}", world), "not the name of a world")
    check(kind == ("watch" if re.fullmatch(r"watch-[0-9]{6}", world) else world), world + ": of another kind")
    base = os.path.join(folder, "records", world)
    contents = json.loads(read(base, "pack.json"))
    check(contents["schema"] == "watchkeeper/evidence-pack@1", world + ": of another schema")
    keys, witnesses = trusted_keys(base, contents, trusted), keys_in(read(base, "witnesses.vkeys"), 4)
    cosigned = read(base, "checkpoint.cosigned")
    text, seen = signers(cosigned, keys, witnesses)
    logged, _ = signers(read(base, "checkpoint"), keys, [])
    check(logged == text, world + ": two checkpoints")
    origin, size, root = text.split("\n")[:3]
    check(any(name == origin for name, _, _ in keys), world + ": a checkpoint of another log")
    size, root, checkpoint = int(size), base64.b64decode(root), cosigned.decode()
    lines = chain(folder, world, size, root, checkpoint, period)
    wanted = [n for n in sorted(lines) if citations(framework, kind, lines[n][0]["type"])]
    check(wanted == contents["entries"], world + ": what the period holds for this framework is not what is exported")
    rows, counts = [], {"disclosed": 0, "erased": 0, "withheld": 0}
    for number in wanted:
        place = "records/%s/entries/%012d" % (world, number)
        record = read(folder, place, "record.json")
        head, line = lines[number]
        check(record.decode() == line, place + ": not the record of its chain")
        index, proof, same = proof_of(read(folder, place, "record.tlog-proof"))
        check(index == number and same == checkpoint, place + ": a proof of something else")
        check(is_included(index, size, leaf_hash(record), proof, root), place + ": not in the log")
        hidden = "withheld" if head["type"] in framework["withheld"] else "erased"
        status = hidden if content(os.path.join(folder, place), head) is None else "disclosed"
        counts[status] += 1
        rows.append({"world": world, "entry": number, "type": head["type"], "time": iso(head["recordedAtMs"]), "status": status,
                     "stream": head["stream"], "cites": citations(framework, kind, head["type"]), "path": place})
    others = {}
    for head, _ in lines.values():
        if not citations(framework, kind, head["type"]):
            others[head["type"]] = others.get(head["type"], 0) + 1
    check(told["others"] == others, world + ": the statement of completeness counts otherwise")
    found = {"size": size, "inPeriod": len(lines), "exported": len(wanted), **counts}
    check({name: told[name] for name in found} == found, world + ": the statement of completeness counts otherwise")
    return rows, seen


def check_sums(folder):
    sums = read(folder, "SHA256SUMS")
    listed = set()
    for line in sums.decode().split("\n")[:-1]:
        digest, path = line.split("  ", 1)
        check(".." not in path.split("/") and not path.startswith("/") and path not in listed, "SHA256SUMS names " + path)
        check(hashlib.sha256(read(folder, path)).hexdigest() == digest, "changed: " + path)
        listed.add(path)
    there = {os.path.relpath(os.path.join(at, name), folder).replace(os.sep, "/") for at, _, names in os.walk(folder) for name in names}
    check(there - {"SHA256SUMS"} == listed, "files that are missing or do not belong: " + ", ".join(sorted(there ^ listed - {"SHA256SUMS"})[:5]))
    return hashlib.sha256(sums).hexdigest()


def csv_rows(rows):
    return [[r["world"], str(r["entry"]), r["type"], r["time"], r["status"], r["stream"], c["article"], c["field"], c["mark"], r["path"]]
            for r in rows for c in r["cites"]]


def main(folder, key):
    trusted = None if key == "-" else verifier_key(key, 1)[2]
    digest = check_sums(folder)
    stated, framework = json.loads(read(folder, "completeness.json")), json.loads(read(folder, "framework.json"))
    check(stated["schema"] == "watchkeeper/evidence-export@1" and stated["framework"] == framework["framework"], "another kind of export")
    period = [round(datetime.fromisoformat(stated["period"][name].replace("Z", "+00:00")).timestamp() * 1000) for name in ("from", "to")]
    rows = []
    for told in stated["worlds"]:
        found, seen = world_rows(folder, told, framework, period, trusted)
        rows += found
        cosigned = "".join("; cosigned by %s at %s" % (name, iso(time * 1000)) for name, time in seen)
        print("%s: %d records%s" % (told["world"], len(found), cosigned))
    there = set(os.listdir(os.path.join(folder, "records"))) if stated["worlds"] else set()
    check(there == {told["world"] for told in stated["worlds"]}, "records of a world that is not stated, or twice")
    check(json.loads(read(folder, "index.json")) == rows, "index.json is not the index of what is here")
    with open(os.path.join(folder, "index.csv"), newline="", encoding="utf-8") as file:
        table = list(csv.reader(file))
    check(table[0] == ["world", "entry", "type", "time", "status", "stream", "article", "field", "mark", "path"], "index.csv is not the index")
    check(table[1:] == csv_rows(rows), "index.csv is not the index of what is here")
    print("intact: %d records of %d worlds, %s to %s" % (len(rows), len(stated["worlds"]), stated["period"]["from"], stated["period"]["to"]))
    print("SHA-256 of SHA256SUMS: " + digest)
    if trusted is None:
        print("checked with the folder's own key: give the log's verifier key as you know it from elsewhere to know whose it is")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        print(__doc__)
        sys.exit(1)
    try:
        main(sys.argv[1], sys.argv[2])
    except Exception as because:
        print("NOT intact: %s" % because)
        sys.exit(1)
`}`;
