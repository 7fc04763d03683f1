// Who takes part, each with a key made for the occasion and some money for it.
import { randomBytes } from 'node:crypto'
import { privateKeyToAccount } from 'viem/accounts'
import { accountOf } from '../keys/substrate.mjs'
import { TOKEN } from './plan.mjs'
import { Wallet } from './wallet.mjs'

/** What each needs for fees, deposits and purchases: more than enough, in EVM units. */
const PURSE = 60n * TOKEN

/** Whose key is of which kind, by the kind of story. */
const KINDS = {
  ethereum: () => 'ethereum',
  substrate: () => 'substrate',
  mixed: (name) => (['Ben', 'Studio', 'Delta AI'].includes(name) ? 'substrate' : 'ethereum'),
}
export const STORIES = Object.keys(KINDS)

/** The kinds of JSON-RPC that a story needs, the one that hands out the money first. */
export const chainsOf = (story) => (story === 'mixed' ? ['substrate', 'ethereum'] : [story])

function freshAccount(kind) {
  const secret = `0x${randomBytes(32).toString('hex')}`
  return kind === 'ethereum' ? privateKeyToAccount(secret) : accountOf(secret, 'a new key')
}

/**
 * Everybody of a story. `chains` has a chain by kind; `funder` has the money, and an account on the first kind
 * of chain that the story needs. A Substrate account is paid as one: money sent to its address alone, before
 * the chain knows whose it is, goes to another account (docs/node.md).
 */
export async function assemble(story, chains, funder, deployment) {
  const wallet = (name) => {
    const kind = KINDS[story](name)
    return new Wallet(name, chains[kind], freshAccount(kind), deployment)
  }
  const creators = ['Ada', 'Ben', 'Chloe'].map(wallet)
  const [partner, newcomer, trainer, reader] = ['Studio', 'Nora', 'Orion Lab', 'Delta AI'].map(wallet)
  const [bank] = chainsOf(story)
  for (const { account } of [...creators, partner, trainer, reader]) await chains[bank].pay(funder, account, PURSE)
  return { creators, partner, newcomer, trainer, reader, everybody: [...creators, partner, newcomer, trainer, reader] }
}
