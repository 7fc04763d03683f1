// The tree of catalogues and pools (RFC 9162, section 2.1, with Keccak-256), written a second time and
// from its description alone, as an auditor would.
import { concatHex, keccak256 } from 'viem'

const leafHash = (leaf) => keccak256(concatHex(['0x00', leaf]))
const nodeHash = (left, right) => keccak256(concatHex(['0x01', left, right]))

/** The largest power of two below `count`, where a tree of so many leaves divides. */
function middle(count) {
  let half = 1
  while (half * 2 < count) half *= 2
  return half
}

/** The root over leaves, of which there is at least one. */
export function root(leaves) {
  if (leaves.length === 1) return leafHash(leaves[0])
  const half = middle(leaves.length)
  return nodeHash(root(leaves.slice(0, half)), root(leaves.slice(half)))
}

/** The hashes beside the way from a leaf up to the root, the lowest first. */
export function proof(leaves, index) {
  if (leaves.length === 1) return []
  const half = middle(leaves.length)
  const [left, right] = [leaves.slice(0, half), leaves.slice(half)]
  return index < half ? [...proof(left, index), root(right)] : [...proof(right, index - half), root(left)]
}
