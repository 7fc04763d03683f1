"""Writes certificate_transparency.txt from a checkout of github.com/transparency-dev/merkle.

    python3 certificate_transparency.py CHECKOUT > certificate_transparency.txt

Every line is one published test of a verifier: what it must say, what kind of proof it is, the
file it comes from, then

    inclusion:    index, count, root, leaf hash, proof ...
    consistency:  old count, new count, old root, new root, proof ...

with hashes in hexadecimal. Left out are those with a hash that is not of 32 bytes, which the Rust
types cannot express, and those that accept an empty tree, which this project refuses.
"""

import base64
import json
import pathlib
import sys

FIELDS = {
    "inclusion": ("leafIdx", "treeSize", "root", "leafHash"),
    "consistency": ("size1", "size2", "root1", "root2"),
}


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    data = pathlib.Path(sys.argv[1], "testdata")
    print("# From testdata/ of github.com/transparency-dev/merkle at 417fb0c314750d94e53942e9f92e79b6d35915db,")
    print("# by certificate_transparency.py; the hash is SHA-256.")
    for kind, (first, second, *roots) in FIELDS.items():
        for path in sorted(data.glob(f"{kind}/**/*.json")):
            test = json.loads(path.read_text())
            hashes = [test[field] for field in roots] + (test["proof"] or [])
            hashes = [base64.b64decode(text or "") for text in hashes]
            empty_accepted = not test["wantErr"] and test[second] == 0
            if empty_accepted or any(len(one) != 32 for one in hashes):
                continue
            verdict = "refuse" if test["wantErr"] else "accept"
            name = path.relative_to(data / kind).with_suffix("")
            print(verdict, kind, name, test[first], test[second], *(one.hex() for one in hashes))


main()
