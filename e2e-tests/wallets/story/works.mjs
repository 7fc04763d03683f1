// Sample works, new ones in every story: a record is its work's digest, and can be registered once.
import { randomBytes } from 'node:crypto'
import { concatHex, numberToHex, sha256, zeroHash } from 'viem'

/** Kinds as the registry numbers them, with what their units are priced by. */
export const KIND = { image: 0, audio: 3, text: 4, dataset: 5 }
/** Price units as offers number them. */
export const UNIT = { flat: 0, perItem: 1, perSecond: 2, perUse: 3 }
const HUMAN = 0

/** Three works; the second derives from the first. */
export function samples() {
  const work = (name, kind, units, unit) => {
    const digest = sha256(randomBytes(64))
    return { name, kind, units, unit, digest, record: BigInt(digest), origin: HUMAN, metadata: zeroHash }
  }
  return [
    work('photo.bmp', KIND.image, 1n, UNIT.perItem),
    work('essay.txt', KIND.text, 820n, UNIT.perItem),
    work('string.wav', KIND.audio, 12n, UNIT.perSecond),
  ]
}

/** What a catalogue says of a work: digest, kind, origin, units, metadata (docs/contracts.md). */
export const leaf = ({ digest, kind, origin, units, metadata }) =>
  concatHex([digest, numberToHex(kind, { size: 1 }), numberToHex(origin, { size: 1 }), numberToHex(units, { size: 8 }), metadata])

/** A contributor's leaf in a pool: "pool", account, weight (docs/money.md). */
export const share = ({ account, weight }) => concatHex(['0x706f6f6c', account, numberToHex(weight, { size: 8 })])
