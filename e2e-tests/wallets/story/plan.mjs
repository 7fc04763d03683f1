// What is agreed on: terms, prices, shares.
import { zeroAddress, zeroHash } from 'viem'
import { UNIT } from './works.mjs'

/** The chain's own token, as a currency. */
export const NATIVE = zeroAddress
export const TOKEN = 10n ** 18n
/** All of something, in basis points. */
export const ALL = 10_000n

/** The parent's part of the second work's income. */
export const PARENT_SHARE = 2_000n
/** How the third work's income is divided: its creator, a partner, somebody new to the chain, a pool of all creators. */
export const SHARES = [4_500n, 3_000n, 2_000n, 500n]

const USE = { trainGenerative: 1, trainOther: 2, fineTune: 4, inferenceInput: 8, index: 16, search: 32 }
export const COMMERCIAL = 1
export const YEAR = 365n * 86_400n
/** How many answers a licence to answer is for, and how many are made in each of two runs. */
export const ANSWERS = 1_000n
export const ANSWERED = [300n, 125n]

const terms = (name, uses, more) => ({
  uses,
  users: COMMERCIAL,
  perpetual: true,
  duration: 0n,
  exclusive: false,
  transferable: false,
  attribution: true,
  revocable: false,
  notice: 0,
  derivativeShare: 0,
  resaleRoyalty: 0,
  document: zeroHash,
  uri: `https://example.org/terms/${name}.txt`,
  ...more,
})

/** Terms by what is sold: to train for ever, to retrieve for a year, to answer so many times. Their words come in the story. */
export const TERMS = {
  training: terms('training', USE.trainGenerative | USE.trainOther | USE.fineTune, { transferable: true, attribution: false }),
  retrieval: terms('retrieval', USE.inferenceInput | USE.index | USE.search, { perpetual: false, duration: YEAR }),
  answers: terms('answers', USE.inferenceInput),
}

/** No conditions of an offer. */
export const UNCONDITIONAL = {
  supply: 0,
  opens: 0n,
  closes: 0n,
  buyer: zeroAddress,
  ceiling: 0n,
  since: 0n,
  edition: 0,
  referrer: zeroAddress,
  referral: 0,
  escrow: 0,
  upgradesFrom: zeroHash,
}

/**
 * What an offer asks for. Prices are odd to the last unit that the buyer can pay: one EVM unit with an Ethereum
 * key, one of the chain's own smallest units (10^8 EVM units) with a Substrate one.
 */
export function price(deal, work, position, odd) {
  if (deal === 'training') return { unitPrice: BigInt(3 + position) * TOKEN + 3n * odd, unit: UNIT.flat, of: 1n }
  if (deal === 'answers') return { unitPrice: TOKEN / 500n + 3n * odd, unit: UNIT.perUse, of: ANSWERS }
  return { unitPrice: TOKEN / 1_000n + 7n * odd, unit: work.unit, of: work.units }
}
