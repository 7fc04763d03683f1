"""Writes pymerkle.txt: roots and proofs by pymerkle, an implementation that is not this one.

    pip install pymerkle==6.1.0 safe-pysha3==1.0.7
    python3 pymerkle_vectors.py > pymerkle.txt

The leaf at index i is i bytes of value i. The lines:

    HASH root COUNT ROOT
    HASH inclusion INDEX COUNT PROOF ...

pymerkle counts leaves from one and begins a proof with the leaf's own hash; both are undone here.
Its consistency proofs go down to a single leaf and are not those of RFC 9162, so there are none.
"""

from pymerkle import InmemoryTree

HASHES = {"sha256": "sha256", "keccak256": "keccak_256"}
COUNTS = range(1, 34)
COUNTS_WITH_PROOFS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 16, 17, 21, 31, 32, 33)


def main():
    print("# By pymerkle 6.1.0 and safe-pysha3 1.0.7; see pymerkle_vectors.py.")
    for name, algorithm in HASHES.items():
        tree = InmemoryTree(algorithm=algorithm)
        for index in range(max(COUNTS)):
            tree.append_entry(bytes([index]) * index)
        for count in COUNTS:
            print(name, "root", count, tree.get_state(count).hex())
        for count in COUNTS_WITH_PROOFS:
            for index in sorted({0, 1 % count, count // 2, count - 1}):
                leaf, *proof = tree.prove_inclusion(index + 1, count).path
                assert leaf == tree.get_leaf(index + 1)
                print(name, "inclusion", index, count, *(one.hex() for one in proof))


main()
