// A chain by either of its JSON-RPCs. Both kinds of chain answer the same questions and take the same
// calls; money is in EVM units (10^18 a unit) with both.
import { connect as ethereum } from './ethereum.mjs'
import { Misuse } from './misuse.mjs'
import { connect as substrate } from './substrate.mjs'

/** The chain at a URL: Ethereum JSON-RPC over http, Substrate's over ws. It has to have the id, if one is given. */
export async function connect({ url, chainId }) {
  const chain = await (/^wss?:/.test(url) ? substrate(url) : ethereum(url))
  if (chainId !== undefined && chain.id !== chainId) {
    chain.close()
    throw new Misuse(`${url} is chain ${chain.id}, not ${chainId}`)
  }
  return chain
}
